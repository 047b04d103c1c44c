import { DatabaseError, Pool, type PoolClient } from 'pg';
import { AwsError } from '../core/index.ts';
import type { Login } from './credentials.ts';
import { ENGINE } from './engine/start.ts';
import { endedConnection, toAwsError } from './sql/database-error.ts';

/** The Data API's time limit for a statement, in real milliseconds. */
const STATEMENT_LIMIT_MS = 45_000;
/** Maximum number of connections for one role and database. */
const POOL_SIZE = 20;
/** How long a request waits for a connection if open transactions use them all, in real milliseconds. */
const CONNECTION_LIMIT_MS = 45_000;
/** PostgreSQL's status of a connection that is not in a transaction. */
const IDLE = 'I';

/** The connections to one engine, with a pool for each database and role. */
export class Connections {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #log: (message: string) => void;
  readonly #pools = new Map<string, Pool>();

  constructor(address: { readonly host: string; readonly port: number }, log: (message: string) => void) {
    this.#address = { host: address.host, port: address.port };
    this.#log = log;
  }

  /**
   * Takes a connection, which must be released.
   *
   * @throws AwsError 400 for a wrong database, role or password; 504 if the engine gives no connection
   */
  async take(database: string, login: Login): Promise<PoolClient> {
    const [key, pool] = this.#pool(database, login);
    try {
      return await pool.connect();
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw this.#unavailable(error);
      // Requests can name any database: a pool for each that does not exist would add up.
      if (pool.totalCount === 0 && this.#pools.delete(key)) await pool.end();
      throw toAwsError(error);
    }
  }

  /**
   * Runs `work` on a connection, and then releases the connection.
   *
   * @throws AwsError 400 if the work leaves a transaction open, which is rolled back: the next request on the connection
   *   would become part of it, and be lost with it
   */
  async with<Result>(database: string, login: Login, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.take(database, login);
    let isUsable = false;
    try {
      const result = await work(client);
      isUsable = client.getTransactionStatus() === IDLE;
      if (isUsable) return result;
    } catch (error) {
      isUsable = client.getTransactionStatus() === IDLE && !endedConnection(error);
      throw error;
    } finally {
      client.release(!isUsable);
    }
    throw new AwsError('BadRequestException', 'The statement leaves a transaction open: use BeginTransaction instead.');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
    this.#pools.clear();
  }

  #unavailable(cause: unknown): AwsError {
    const { host, port } = this.#address;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${ENGINE} gives no connection at ${host}:${String(port)}: ${reason}`;
    return new AwsError('DatabaseUnavailableException', message, { status: 504 });
  }

  #pool(database: string, { username, password }: Login): readonly [key: string, pool: Pool] {
    const key = JSON.stringify([database, username, password]);
    const known = this.#pools.get(key);
    if (known) return [key, known];
    const pool = new Pool({
      ...this.#address,
      database,
      user: username,
      password,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECTION_LIMIT_MS,
      statement_timeout: STATEMENT_LIMIT_MS,
    });
    pool.on('error', (error) => {
      this.#log(`connection to database ${database}: ${error.message}`);
    });
    // The server may end a session in the middle of a transaction.
    pool.on('connect', (client) => {
      client.on('error', (error) => {
        this.#log(`connection to database ${database}: ${error.message}`);
      });
    });
    this.#pools.set(key, pool);
    return [key, pool];
  }
}
