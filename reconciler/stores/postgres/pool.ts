/** The part of a `pg` pool that a view uses. The package is the user's dependency, so it is not imported here. */
import { assertPinned, PIN } from '../sql/index.ts';

interface TextQuery {
  readonly text: string;
  readonly values: (string | null)[];
  readonly rowMode: 'array';
  /** Keeps every value as the text that the server sent. */
  readonly types: { getTypeParser(): (text: string) => string };
}

interface Rows {
  readonly rows: (string | null)[][];
}

/** Emits `error` if a connection is lost while no query is running on it. */
interface Emitter {
  on?(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PostgresConnection extends Emitter {
  /** Resolves to one result, or to one per statement if there are several. */
  query(query: TextQuery): Promise<Rows | readonly Rows[]>;
  /** Returns the connection to the pool, or ends it. */
  release(end?: boolean): void;
}

/** Such as `new Pool(...)` of the package `pg`. */
export interface PostgresPool extends Emitter {
  connect(): Promise<PostgresConnection>;
}

const asText = { getTypeParser: () => (text: string) => text };

/** Runs one statement, or several without values, and returns the rows of the last. */
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
 * Keeps the loss of an idle connection from ending the process. The next query on that connection fails, and the pool
 * replaces it.
 */
export function surviveLoss(emitter: Emitter): void {
  if (guarded.has(emitter)) return;
  guarded.add(emitter);
  emitter.on?.('error', () => undefined);
}

/** Maximum number of lost connections that are tried before one works. */
const MAX_LOST = 5;

/**
 * Runs `work` in a transaction with pinned settings, on a connection of the pool. An error or an aborted signal ends
 * the connection and whatever runs on it, so that the pool never reuses it in the middle of a transaction.
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

/**
 * Takes a connection, and begins a transaction with pinned settings on it. The caller commits, and must always release
 * the connection.
 */
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
      // The server ended this connection, and the pool has not noticed yet. Nothing has run on it.
      if (attempt === MAX_LOST || signal?.aborted === true || !isLost(error)) throw error;
    }
  }
}

/** Error codes of PostgreSQL and of Node.js for a lost connection. */
const LOST = /^(?:08|57P0|ECONNRESET$|EPIPE$)/;

/** The errors that `pg` itself throws for a lost connection have no code. */
const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && typeof error.code === 'string' && LOST.test(error.code)) ||
    /^Connection terminated|not queryable/.test(error.message));

/** Takes a connection, and ends it when the signal is aborted. The caller must release it. */
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
