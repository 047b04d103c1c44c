import type { Pool } from 'pg';
import type { PostgresPool } from '../../../../reconciler/index.ts';

/** A key at which another session writes before a repair's own statement. */
export interface Race {
  /** Recognises the repair's statement by this parameter. */
  readonly key: string;
  /** What the other session does. */
  readonly sql: string;
}

export interface RacedPool {
  readonly pool: PostgresPool;
  /** Keys that the other session wrote. */
  readonly raced: ReadonlySet<string>;
}

/** The statement that locks the row to write, or inserts it. */
const WRITES = /^SELECT .* FOR UPDATE$|^INSERT INTO |^WITH w0 AS \(INSERT/s;

/** A pool that lets another session write once per key, right before the repair's own statement. */
export function racedPool(pool: Pool, other: Pool, table: RegExp, races: readonly Race[]): RacedPool {
  const raced = new Set<string>();
  const before = async (text: string, values: readonly (string | null)[]): Promise<void> => {
    if (!WRITES.test(text) || !table.test(text)) return;
    const race = races.find(({ key }) => values.includes(key) && !raced.has(key));
    if (race === undefined) return;
    raced.add(race.key);
    await other.query(race.sql);
  };
  const wrapped: PostgresPool = {
    on: (event, listener) => pool.on(event, listener),
    async connect() {
      const connection = await pool.connect();
      return {
        async query(query) {
          await before(query.text, query.values);
          return connection.query(query);
        },
        release: (end) => {
          connection.release(end);
        },
      };
    },
  };
  return { pool: wrapped, raced };
}
