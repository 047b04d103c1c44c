/**
 * Decides which requests the local server takes. It listens on 127.0.0.1, but web pages and other users of the machine
 * can reach that address too: a page in the user's browser sends requests across origins, or under a host name of its
 * own that resolves to 127.0.0.1 (DNS rebinding).
 */
import { AwsError } from './aws-error.ts';
import type { Credentials } from './credentials.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);

/** @throws AwsError 403 for a request that a web page of another site makes the user's browser send */
export function refuseForeignPages(headers: Readonly<Record<string, string>>): void {
  const { host, origin } = headers;
  if (host !== undefined && !isLoopback(`http://${host}`)) {
    const message = `The host ${JSON.stringify(host)} is refused: call this server as 127.0.0.1 or localhost.`;
    throw new AwsError('AccessDeniedException', message, { status: 403 });
  }
  if (origin !== undefined && !isLoopback(origin)) {
    const message = `Requests of web pages at ${JSON.stringify(origin)} are refused: only pages on this machine may call this server.`;
    throw new AwsError('AccessDeniedException', message, { status: 403 });
  }
}

/**
 * @throws AwsError 403 for a request that is not signed with this system's key; a browser cannot send an
 * `Authorization` header across origins without asking first, which this server never grants
 */
export function requireKey(headers: Readonly<Record<string, string>>, credentials: Credentials): void {
  const { authorization } = headers;
  if (authorization === undefined) {
    const message = 'The request is not signed. Sign it with the credentials that this system printed when it started.';
    throw new AwsError('MissingAuthenticationTokenException', message, { status: 403 });
  }
  // The signature itself is not checked, to save its cost.
  if (!authorization.startsWith(`AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/`)) {
    const message =
      'The security token included in the request is invalid: it is not signed with the key of this system. Each start has a key of its own; use the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY that it printed.';
    throw new AwsError('UnrecognizedClientException', message, { status: 403 });
  }
}
