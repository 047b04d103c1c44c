/**
 * Decides which requests the local servers take. It listens on 127.0.0.1, but web pages and other users of the machine
 * can reach that address too: a page in the user's browser sends requests across origins, or under a host name of its
 * own that resolves to 127.0.0.1 (DNS rebinding).
 */
import type { Caller } from './access.ts';
import { AccessDeniedError, AwsError } from './aws-error.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The usual form of a loopback host, which is not worth parsing a URL. */
const PLAIN = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/u;

const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);

/** @throws AwsError 403 for a request that a web page of another site makes the user's browser send */
export function refuseForeignPages(headers: Readonly<Record<string, string>>): void {
  const { host, origin } = headers;
  if (host !== undefined && !PLAIN.test(host) && !isLoopback(`http://${host}`)) {
    const message = `The host ${JSON.stringify(host)} is refused: call this server as 127.0.0.1 or localhost.`;
    throw new AwsError('AccessDeniedException', message, { status: 403 });
  }
  if (origin !== undefined && !isLoopback(origin)) {
    const message = `Requests of web pages at ${JSON.stringify(origin)} are refused: only pages on this machine may call this server.`;
    throw new AwsError('AccessDeniedException', message, { status: 403 });
  }
}

/** The caller of an unsigned request to a service that takes them; IAM allows it nothing. */
export const NOBODY: Caller = {
  arn: 'anonymous',
  userId: 'anonymous',
  allows: () => false,
  demand: () => {
    throw new AccessDeniedError('The request is not signed.');
  },
};
