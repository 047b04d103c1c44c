/** Malformed requests to the local AWS services: well-formed requests with small edits. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { signedHeaders } from '../local-credentials.ts';
import { hostileText, jsonOf, mutatedJson, mutatedText } from './hostile.ts';

export interface LocalRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request of the AWS JSON protocol. */
export const jsonCall = (service: string, target: string, body: object): LocalRequest => ({
  method: 'POST',
  path: `/${service}/`,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  body: JSON.stringify(body),
});

/** A request of a REST API. */
export const restCall = (method: string, path: string, body?: object): LocalRequest => ({
  method,
  path,
  headers: { 'content-type': 'application/json' },
  body: body === undefined ? '' : JSON.stringify(body),
});

/** A request of the AWS query protocol. */
export const queryCall = (service: string, form: Readonly<Record<string, string>>): LocalRequest => ({
  method: 'POST',
  path: `/${service}/`,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(form).toString(),
});

/** Only characters that can stand in a request line: everything else, the client's own parser refuses. */
const pathText = hostileText.map((each) => each.slice(0, 4000).replaceAll(/[^\x21-\x7e]/g, encodeURIComponentSafely));
const headerText = hostileText.map((each) => each.slice(0, 4000).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?'));

function encodeURIComponentSafely(character: string): string {
  try {
    return encodeURIComponent(character);
  } catch {
    return '%';
  }
}

const isJson = (body: string): boolean => body.startsWith('{') || body.startsWith('[');

/** Requests that differ from one of these in their body, path, query, headers or method. */
export function malformed(calls: readonly LocalRequest[]): fc.Arbitrary<LocalRequest> {
  return fc.constantFrom(...calls).chain((call) => {
    const otherBody = isJson(call.body)
      ? fc.oneof(
          { weight: 6, arbitrary: mutatedJson(JSON.parse(call.body)).map((body) => jsonOf(body)) },
          { weight: 1, arbitrary: mutatedText(call.body) },
        )
      : mutatedText(call.body);
    const body = otherBody.map((other) => ({ ...call, body: other }));
    const path = fc.record({ at: fc.nat({ max: call.path.length }), inserted: pathText }).map(({ at, inserted }) => ({
      ...call,
      path: `/${(call.path.slice(0, at) + inserted + call.path.slice(at)).slice(1)}`,
    }));
    const query = fc
      .array(fc.tuple(fc.constantFrom(...QUERY_NAMES), pathText), { minLength: 1, maxLength: 3 })
      .map((pairs) => ({
        ...call,
        path: `${call.path}?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`,
      }));
    const headers = fc
      .tuple(fc.constantFrom(...HEADER_NAMES), headerText)
      .map(([name, value]) => ({ ...call, headers: { ...call.headers, [name]: value } }));
    const method = fc
      .constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND')
      .map((other) => ({ ...call, method: other }));
    return fc.oneof({ weight: 8, arbitrary: body }, path, query, headers, method);
  });
}

const QUERY_NAMES = ['Qualifier', 'MaxResults', 'NextToken', 'startDate', 'endDate', 'groupName', '__proto__', 'name'];
const HEADER_NAMES = [
  'content-type',
  'content-encoding',
  'x-amz-target',
  'x-amz-invocation-type',
  'x-api-key',
  'authorization',
  'cookie',
];

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Sends the request as it is: `fetch` would change its path. */
export async function send(baseUrl: string, { method, path, headers, body }: LocalRequest): Promise<Reply> {
  const { hostname, port } = new URL(baseUrl);
  const outgoing = request({ hostname, port, method, path, headers: { ...signedHeaders, ...headers } });
  outgoing.end(body);
  const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: reply.statusCode ?? 0, body: await text(reply) };
}
