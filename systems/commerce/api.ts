import type { Connection } from '@evenkeel/chaos';
import { credentialsOf } from './credentials.ts';
import { CommerceError } from './errors.ts';

/** How the shop's API is called. */
export interface Api {
  readonly url: string;
  /** Headers that authenticate a request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export async function apiOf(connection: Connection): Promise<Api> {
  const { headers } = await credentialsOf(connection);
  return { url: connection.system.apiUrl, headers, signal: connection.signal };
}

/**
 * @param headers in addition to those of the API
 */
export async function send(
  { url, headers: own, signal }: Api,
  method: string,
  path: string,
  { body, headers }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...own, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new CommerceError(`${method} ${url}${path} was not answered`, { cause: error });
  }
}

/** Options of p-retry that repeat an attempt at a steady pace until it succeeds or the time is up. */
export const polling = ({ signal }: Pick<Api, 'signal'>, everyMs: number, seconds: number) => ({
  retries: Infinity,
  factor: 1,
  minTimeout: everyMs,
  maxRetryTime: seconds * 1000,
  signal,
});
