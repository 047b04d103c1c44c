import { check } from 'k6';
import http from 'k6/http';
import { fillIn } from '@evenkeel/chaos/schemas/fill-in';
import { allowedStatuses, allows, ANSWERED } from '../lib/statuses.ts';
import { apiUrl, credentials, iteration, record, TIMEOUT, wholeRequest } from '../k6/session.ts';

/** Sends the request that the experiment describes, with its placeholders filled in. */
export function request(): void {
  const now = iteration();
  if (now === undefined) return;
  const { correlationId, stretch } = now;
  if (stretch.request === undefined)
    throw new Error(`scenario ${stretch.scenario} has the journey "request" but no request`);
  const { method, path, headers, body } = stretch.request;
  const values = { correlationId, iteration: String(now.number) };
  const allowed = allowedStatuses(stretch, ANSWERED);
  const sentAt = new Date();
  const sent = { method, path: fillIn(path, values), body: body === undefined ? undefined : fillIn(body, values) };
  const answer = http.request(method, `${apiUrl()}${sent.path}`, textOf(sent.body), {
    headers: {
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...credentials(),
      ...lowerCased(fillIn(headers, values)),
      'x-correlation-id': correlationId,
    },
    // An experiment may describe any request, so no speed is required.
    tags: { name: `${method} ${path}`, timed: 'no' },
    timeout: TIMEOUT,
    responseCallback: http.expectedStatuses(...allowed),
  });
  record(sentAt, answer, wholeRequest(sent));
  // Without an answer there is nothing to check; the experiment says whether that is allowed.
  if (answer.status !== 0) check(answer, { 'answered as expected': ({ status }) => allows(allowed, status) });
}

/** A string is sent as it is, anything else as JSON. */
function textOf(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
