import { Pool, type PoolClient } from 'pg';
import type { Login } from './credentials.ts';
import { toAwsError } from './sql/database-error.ts';

/** The Data API's time limit for a statement, in real milliseconds. */
const STATEMENT_LIMIT_MS = 45_000;
/** Maximum number of connections for one role and database. */
const POOL_SIZE = 20;

/** The connections to one engine, with a pool for each database and role. */
export class Connections {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #log: (message: string) => void;
  readonly #pools = new Map<string, Pool>();

  constructor(address: { readonly host: string; readonly port: number }, log: (message: string) => void) {
    this.#address = { host: address.host, port: address.port };
    this.#log = log;
  }

  /** Takes a connection, which must be released. */
  async take(database: string, login: Login): Promise<PoolClient> {
    try {
      return await this.#pool(database, login).connect();
    } catch (error) {
      throw toAwsError(error);
    }
  }

  /** Runs `work` on a connection, and then releases the connection. */
  async with<Result>(database: string, login: Login, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.take(database, login);
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
    this.#pools.clear();
  }

  #pool(database: string, { username, password }: Login): Pool {
    const key = JSON.stringify([database, username, password]);
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = new Pool({
      ...this.#address,
      database,
      user: username,
      password,
      max: POOL_SIZE,
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
    return pool;
  }
}
