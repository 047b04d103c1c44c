/** What a view needs of a pool of `pg`; the package itself is the user's, and is not imported here. */

interface TextQuery {
  readonly text: string;
  readonly values: (string | null)[];
  readonly rowMode: 'array';
  /** Leaves every value the text that it came as. */
  readonly types: { getTypeParser(): (text: string) => string };
}

export interface PostgresConnection {
  query(query: TextQuery): Promise<{ readonly rows: (string | null)[][] }>;
  /** Gives it back, or ends it. */
  release(end?: boolean): void;
}

/** `new Pool(...)` of the package `pg` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresConnection>;
}

const asText = { getTypeParser: () => (text: string) => text };

export async function query(
  connection: PostgresConnection,
  text: string,
  values: readonly (string | null)[] = [],
): Promise<(string | null)[][]> {
  const { rows } = await connection.query({ text, values: [...values], rowMode: 'array', types: asText });
  return rows;
}

/**
 * Works on a connection of the pool. An error, or the signal, ends the connection with whatever runs on it, so that
 * nobody is given one that is in the middle of something.
 */
export async function onConnection<Result>(
  pool: PostgresPool,
  signal: AbortSignal | undefined,
  work: (connection: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await takeConnection(pool, signal);
  try {
    const result = await work(connection);
    connection.release();
    return result;
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

/** A connection that is ended when the signal is aborted; whoever takes it must release it. */
export async function takeConnection(pool: PostgresPool, signal: AbortSignal | undefined): Promise<PostgresConnection> {
  const connection = await pool.connect();
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
