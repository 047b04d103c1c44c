/** What the user can do about a machine that lacks something, by the operating system's error codes. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and start again',
  EDQUOT: "the user's disk quota is used up: free some space and start again",
  EFBIG: 'the shell limits the size of files: raise the limit with `ulimit -f unlimited` and start again',
  EMFILE: 'no file handle is left: raise the limit with `ulimit -n 4096` and start again',
  ENFILE: 'no file handle is left on this machine: end other programs and start again',
  EROFS: 'the folder is read-only: set EVENKEEL_CACHE to a folder of your own, or start in another folder',
  ENOMEM: 'no memory is left: end other programs and start again',
};

/** What a path was refused for, by the operating system's error codes. */
const REFUSED: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its folder is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of it is no folder',
  EBUSY: 'it is in use',
  ENAMETOOLONG: 'its name is too long',
};

/** Which path cannot be used, and why, if that is the error: the user chooses another or changes its permissions. */
export function refusedPath(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path } = error as NodeJS.ErrnoException;
  const why = REFUSED[code];
  if (why === undefined || path === undefined) return refusedPath(error.cause);
  return `${path} cannot be used: ${why}; choose another place, or change its permissions`;
}

/** Wraps errors are looked into: such a code may be far below the message. */
const MAX_DEPTH = 8;

/** The codes of a server that cannot be reached. */
const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'];

interface ConnectionError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
  /** Of an AggregateError: one for each address of a host name. */
  readonly errors?: readonly unknown[];
}

/** Which server does not answer, if the error says so. */
function unreachable(error: ConnectionError): string | undefined {
  if (!UNREACHABLE.includes(error.code ?? '')) return undefined;
  const host = error.address ?? error.hostname;
  if (host === undefined) {
    const [first] = error.errors ?? [];
    return first instanceof Error ? unreachable(first) : undefined;
  }
  const place = error.port === undefined ? host : `${host}:${error.port}`;
  return `no server answers at ${place}: start what should run there (for a local system: evenkeel up), or correct its address`;
}

/** The way out of trouble with the machine or a server, if the error comes from it. */
export function wayOutOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth += 1) {
    const { code } = current as NodeJS.ErrnoException;
    const known = WAYS_OUT[code ?? ''] ?? WAYS_OUT[/\b(E[A-Z]{3,})\b/.exec(current.message)?.[1] ?? ''];
    const way = known ?? unreachable(current);
    if (way !== undefined) return way;
    current = current.cause;
  }
  return undefined;
}

/**
 * The message of whatever was thrown; a user's module can throw even an object that has no text. That of `fetch` says only
 * that it failed, and that of a connection to a host with several addresses is empty: what was not reached is in their causes.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return typeof error === 'object' && error !== null ? 'an object that is no Error was thrown' : String(error);
  }
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  if (error.message === 'fetch failed' && error.cause !== undefined) return `fetch failed: ${messageOf(error.cause)}`;
  return error.message;
}
