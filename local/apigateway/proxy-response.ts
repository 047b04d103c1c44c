/** The response that a function behind a Lambda proxy integration must return. */
import * as z from 'zod';
import type { AwsResponse } from '../core/index.ts';
import type { RestApi } from './api.ts';
import { GatewayRefusal } from './refusal.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A name and values that HTTP can send; Node.js throws on others, and the client would get no response at all. */
const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/u);
const headerValue = scalar.pipe(z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/u));

const proxyResponseSchema = z.object({
  // A status below 200 announces another response, which would never come.
  statusCode: z.coerce.number().pipe(z.int().min(200).max(599)),
  headers: z.record(headerName, headerValue).nullish(),
  multiValueHeaders: z.record(headerName, z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const parse = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
};

/** @throws GatewayRefusal INTEGRATION_FAILURE if the response is malformed */
export function readProxyResponse(payload: string, api: RestApi): AwsResponse {
  const response = proxyResponseSchema.safeParse(parse(payload));
  if (!response.success) throw new GatewayRefusal('INTEGRATION_FAILURE');
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = response.data;
  const lowerCase = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const joined = Object.entries(multiValueHeaders ?? {}).map(
    ([name, values]) => [name.toLowerCase(), values.join(', ')] as const,
  );
  const encoded = isBase64Encoded === true && api.binaryMediaTypes.length > 0;
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...Object.fromEntries([...lowerCase, ...joined]) },
    body: encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}
