/** Checks the Signature Version 4 of a request by signing the request again. */
import { timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsRequest, Credentials } from '../core/index.ts';
import { Sha256 } from '../core/sha256.ts';

export interface SignedRequest extends Pick<AwsRequest, 'method' | 'headers' | 'body'> {
  /** The full URL that the client called, with its query. */
  readonly url: URL;
}

const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/\d{8}\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, ?SignedHeaders=(?<headers>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/u;
const datePattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u;

const queryOf = (url: URL): Record<string, string | string[]> =>
  Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]));

/** The id of the key that signed a request. */
export const signingKeyOf = ({ headers }: Pick<AwsRequest, 'headers'>): string | undefined =>
  authorizationPattern.exec(headers['authorization'] ?? '')?.groups?.['key'];

/** Accepts any signing date, because a client's clock may run in virtual or in real time. */
export async function checkSignature(
  { method, headers, body, url }: SignedRequest,
  credentials: Credentials | undefined,
): Promise<'signed' | 'unsigned' | 'unknown key' | 'wrong'> {
  const authorization = headers['authorization'];
  if (authorization === undefined) return 'unsigned';
  const signed = authorizationPattern.exec(authorization)?.groups;
  if (!signed) return 'unsigned';
  if (credentials === undefined || signed['key'] !== credentials.accessKeyId) return 'unknown key';
  if (headers['x-amz-security-token'] !== credentials.sessionToken) return 'unknown key';
  const date = headers['x-amz-date'] ?? '';
  if (!datePattern.test(date)) return 'wrong';

  const names = signed['headers']?.split(';') ?? [];
  const signer = new SignatureV4({
    credentials,
    region: signed['region'] ?? '',
    service: signed['service'] ?? '',
    sha256: Sha256,
    applyChecksum: names.includes('x-amz-content-sha256'),
  });
  const signedAgain = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: queryOf(url),
      headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])),
      body,
    },
    { signingDate: new Date(date.replace(datePattern, '$1-$2-$3T$4:$5:$6Z')), signableHeaders: new Set(names) },
  );
  const expected = authorizationPattern.exec(signedAgain.headers['authorization'] ?? '')?.groups?.['signature'] ?? '';
  const given = signed['signature'] ?? '';
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given))
    ? 'signed'
    : 'wrong';
}
