/** The endpoint at which CloudWatch takes traces, as OTLP/HTTP in JSON: it keeps the latest requests for reading. */
import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse, type AwsService, jsonReply } from '../core/index.ts';
import { RequestLog } from './request-log.ts';

export interface XRay extends AwsService {
  /** `GET <baseUrl>/_evenkeel/traces?after=<sequence>`: the requests that came after that one. */
  readonly read: (request: Pick<AwsRequest, 'url'>) => AwsResponse;
}

const OtlpRequest = z.looseObject({ resourceSpans: z.array(z.unknown()) });

/** CloudWatch takes a request of up to 5 MB. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

export function createXRay(): XRay {
  const log = new RequestLog();
  return {
    name: 'xray',
    resourceTypes: [],
    close: () => Promise.resolve(),
    handle({ method, url, body, caller }) {
      if (method !== 'POST' || url.pathname !== '/v1/traces') {
        throw new AwsError('UnknownOperationException', 'Only POST /v1/traces is served.', { status: 404 });
      }
      caller.demand([{ action: 'xray:PutTraceSegments', resource: '*' }]);
      log.add(validText(body));
      return Promise.resolve(jsonReply(200, {}));
    },
    read: ({ url }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: log.after(Number(url.searchParams.get('after') ?? 0)),
    }),
  };
}

/** @throws AwsError unless the body is a request of OTLP in JSON */
function validText(body: Buffer): string {
  if (body.length > MAX_BODY_BYTES) {
    throw new AwsError('InvalidRequestException', `The request is larger than ${MAX_BODY_BYTES} bytes.`, {
      status: 413,
    });
  }
  const text = body.toString('utf8');
  try {
    OtlpRequest.parse(JSON.parse(text));
  } catch {
    throw new AwsError('InvalidRequestException', 'The request is no OTLP trace request in JSON.');
  }
  return text;
}
