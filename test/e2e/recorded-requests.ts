/** A proxy in front of one AWS endpoint, which records every request for botocore's service models to judge. */
import type { IncomingMessage } from 'node:http';
import { openProxy } from './recording-proxy.ts';

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
  const { url, close } = await openProxy((incoming, body) => {
    const recorded = recordedRequest(incoming, incoming.url ?? '', body);
    if (recorded.service !== '') requests.push(recorded);
    return new URL(incoming.url ?? '', endpoint);
  });
  return { endpoint: url, requests, close };
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
