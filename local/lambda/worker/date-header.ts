import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

function dropDate(response: IncomingMessage): void {
  delete response.headers.date;
  const raw = response.rawHeaders;
  const index = raw.findIndex((name, position) => position % 2 === 0 && name.toLowerCase() === 'date');
  if (index >= 0) raw.splice(index, 2);
}

/**
 * Hides the `Date` header of every HTTP response in this thread. The SDK compares it with the thread's virtual Date; if
 * they differ by more than four minutes, it treats any error as clock skew and retries the request. DynamoDB Local has no
 * option to omit the header. Must run before the function's bundle is imported.
 */
export function hideDateHeader(): void {
  const request = http.request.bind(http) as (...parameters: unknown[]) => ClientRequest;
  const withoutDate = (...parameters: unknown[]): ClientRequest =>
    request(...parameters).prependListener('response', dropDate);
  http.request = withoutDate;
  http.get = (...parameters: unknown[]) => {
    const outgoing = withoutDate(...parameters);
    outgoing.end();
    return outgoing;
  };
  syncBuiltinESMExports();
}
