/** What a view needs of a pool of `pg`; the package itself is the user's, and is not imported here. */
import { assertPinned, PIN } from '../sql/index.ts';

interface TextQuery {
  readonly text: string;
  readonly values: (string | null)[];
  readonly rowMode: 'array';
  /** Leaves every value the text that it came as. */
  readonly types: { getTypeParser(): (text: string) => string };
}

interface Rows {
  readonly rows: (string | null)[][];
}

/** Emits `error` where a connection is lost while no query is under way. */
interface Emitter {
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PostgresConnection extends Emitter {
  /** One result, or one for each of several statements. */
  query(query: TextQuery): Promise<Rows | readonly Rows[]>;
  /** Gives it back, or ends it. */
  release(end?: boolean): void;
}

/** `new Pool(...)` of the package `pg` is one. */
export interface PostgresPool extends Emitter {
  connect(): Promise<PostgresConnection>;
}

const asText = { getTypeParser: () => (text: string) => text };

/** Runs a statement, or several without values, and gives the rows of the last. */
export async function query(
  connection: Pick<PostgresConnection, 'query'>,
  text: string,
  values: readonly (string | null)[] = [],
): Promise<(string | null)[][]> {
  const result = await connection.query({ text, values: [...values], rowMode: 'array', types: asText });
  return (Array.isArray(result) ? (result as readonly Rows[]).at(-1) : (result as Rows))?.rows ?? [];
}

const guarded = new WeakSet<Emitter>();

/**
 * Keeps the loss of a connection that is not in use from ending the process: the next query on it fails, and says so.
 * The pool replaces the connections that it loses.
 */
export function surviveLoss(emitter: Emitter): void {
  if (guarded.has(emitter)) return;
  guarded.add(emitter);
  emitter.on?.('error', () => undefined);
}

/** Connections of the pool that may turn out to be lost before one works. */
const MAX_LOST = 5;

/**
 * Begins a transaction with pinned settings on a connection of the pool, and works in it. An error, or the signal, ends
 * the connection with whatever runs on it, so that no one is given one in the middle of something.
 *
 * @param begin statements that begin the transaction
 */
export async function inTransaction<Result>(
  pool: PostgresPool,
  begin: string,
  signal: AbortSignal | undefined,
  work: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await beginPinned(pool, begin, signal);
  let isDone = false;
  try {
    const result = await work(connection);
    await query(connection, 'COMMIT');
    isDone = true;
    return result;
  } finally {
    connection.release(!isDone);
  }
}

/** A connection in a transaction with pinned settings. The caller commits, and releases the connection in any case. */
export async function beginPinned(
  pool: PostgresPool,
  begin: string,
  signal: AbortSignal | undefined,
): Promise<PostgresConnection> {
  for (let attempt = 1; ; attempt += 1) {
    const connection = await takeConnection(pool, signal);
    try {
      assertPinned(await query(connection, `${begin}; ${PIN}`));
      return connection;
    } catch (error) {
      connection.release(true);
      // The pool does not know yet that the server ended this one, and nothing was asked of it.
      if (attempt === MAX_LOST || signal?.aborted === true || !isLost(error)) throw error;
    }
  }
}

/** Codes of PostgreSQL and of Node.js for a connection that is no longer there. */
const LOST = /^(?:08|57P0|ECONNRESET$|EPIPE$)/;

/** `pg` gives no code to its own errors of this kind. */
const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && typeof error.code === 'string' && LOST.test(error.code)) ||
    /^Connection terminated|not queryable/.test(error.message));

/** A connection that is ended when the signal is aborted; its taker must release it. */
async function takeConnection(pool: PostgresPool, signal: AbortSignal | undefined): Promise<PostgresConnection> {
  const connection = await pool.connect();
  surviveLoss(connection);
  let isReleased = false;
  const release = (end?: boolean): void => {
    if (isReleased) return;
    isReleased = true;
    signal?.removeEventListener('abort', abort);
    connection.release(end);
  };
  const abort = (): void => {
    release(true);
  };
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  return { query: (given) => connection.query(given), release };
}
