/** A proxy in front of one AWS endpoint, which records every request for botocore's service models to judge. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it was sent. */
export interface RecordedRequest {
  /** The service in the signature's scope, such as `dynamodb`; empty if the request is not signed. */
  readonly service: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** `x-amz-target`, which names the operation in the JSON protocols. */
  readonly target: string;
  readonly contentType: string;
  /** In base64. */
  readonly body: string;
}

export interface RequestRecorder {
  /** URL of the proxy. */
  readonly endpoint: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

export async function recordRequests(endpoint: string): Promise<RequestRecorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const recorded = recordedRequest(incoming, incoming.url ?? '', body);
      // The signature covers the headers, so they are passed on as they came.
      if (recorded.service !== '') requests.push(recorded);
      const target = new URL(incoming.url ?? '', endpoint);
      const forwarded = request(target, { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', (error) => {
        outgoing.writeHead(502).end(error.message);
      });
      forwarded.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** @param url path and query as the service receives them */
export function recordedRequest({ headers, method }: IncomingMessage, url: string, body: Buffer): RecordedRequest {
  const [, service] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const { 'x-amz-target': target, 'content-type': contentType } = headers;
  return {
    service: service ?? '',
    method: method ?? '',
    url,
    target: typeof target === 'string' ? target : '',
    contentType: contentType ?? '',
    body: body.toString('base64'),
  };
}
