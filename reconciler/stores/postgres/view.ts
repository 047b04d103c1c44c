import type { View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { postgresViewOptions } from '../options.ts';
import { type SqlStore, sqlView, type SqlViewOptions } from '../sql/index.ts';
import { cursorPages } from './cursor.ts';
import { numbered } from './numbered.ts';
import { inTransaction, type PostgresPool, query, surviveLoss } from './pool.ts';

export interface PostgresViewOptions<Field extends string> extends SqlViewOptions<Field> {
  /** `new Pool(...)` of the package `pg`, with at least two connections for each rule. The pool's maker ends it. */
  readonly pool: PostgresPool;
  /** Rows of a page; two pages are held in memory. */
  readonly pageRows?: number;
}

const PAGE_ROWS = 2000;
const KEYS_A_CALL = 500;
const CELLS_A_ROW = 4096;

/** Each statement sees what was committed before it, whatever the database's default is. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** A table of PostgreSQL, through a pool of `pg`, as a view. Repairs write no outbox row. */
export function postgresView<Field extends string>(options: PostgresViewOptions<Field>): View<Field> {
  checkOptions('postgresView', postgresViewOptions, options);
  const { pool, pageRows = PAGE_ROWS } = options;
  surviveLoss(pool);
  const store: SqlStore = {
    keysACall: KEYS_A_CALL,
    run: (statement, signal) =>
      inTransaction(pool, BEGIN, signal, (connection) => {
        const { text, values } = numbered(statement);
        return query(connection, text, values);
      }),
    transact: (work) =>
      inTransaction(pool, BEGIN, undefined, (connection) =>
        work((statement) => {
          const { text, values } = numbered(statement);
          return query(connection, text, values);
        }),
      ),
    cellsARow: CELLS_A_ROW,
    pages: (paged, signal) => cursorPages(pool, paged.whole(), pageRows, signal),
    stream: (statement, atOnce, signal) => cursorPages(pool, statement, atOnce, signal),
  };
  return sqlView(options, store);
}
