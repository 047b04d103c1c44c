import type { View } from '../../engine/index.ts';
import { type SqlStore, sqlView, type SqlViewOptions } from '../sql/index.ts';
import { cursorPages } from './cursor.ts';
import { numbered } from './numbered.ts';
import { onConnection, type PostgresPool, query } from './pool.ts';

export interface PostgresViewOptions<Field extends string> extends SqlViewOptions<Field> {
  /** `new Pool(...)` of the package `pg`, with at least two connections for each rule; whoever made it ends it. */
  readonly pool: PostgresPool;
  /** Rows of a page; two pages are held in memory. */
  readonly pageRows?: number;
}

const PAGE_ROWS = 2000;
const KEYS_A_CALL = 500;
const CELLS_A_ROW = 4096;

/** A table of PostgreSQL, through a pool of `pg`, as a view. Repairs write no outbox row. */
export function postgresView<Field extends string>(options: PostgresViewOptions<Field>): View<Field> {
  const { pool, pageRows = PAGE_ROWS } = options;
  const store: SqlStore = {
    keysACall: KEYS_A_CALL,
    run: (statement, signal) =>
      onConnection(pool, signal, (connection) => {
        const { text, values } = numbered(statement);
        return query(connection, text, values);
      }),
    cellsARow: CELLS_A_ROW,
    pages: (paged, signal) => cursorPages(pool, paged.whole(), pageRows, signal),
    stream: (statement, atOnce, signal) => cursorPages(pool, statement, atOnce, signal),
  };
  return sqlView(options, store);
}
