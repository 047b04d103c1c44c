import type { View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { postgresViewOptions } from '../options.ts';
import { type SqlStore, sqlView, type SqlViewOptions } from '../sql/index.ts';
import { cursorPages } from './cursor.ts';
import { numbered } from './numbered.ts';
import { inTransaction, type PostgresPool, query, surviveLoss } from './pool.ts';

export interface PostgresViewOptions<Field extends string> extends SqlViewOptions<Field> {
  /** `new Pool(...)` of the package `pg`, with at least two connections for each rule. Its creator ends it. */
  readonly pool: PostgresPool;
  /** Rows per page. At most two pages are in memory. */
  readonly pageRows?: number;
}

const PAGE_ROWS = 2000;
const KEYS_PER_CALL = 500;
const CELLS_PER_ROW = 4096;

/** Each statement sees what was committed before it, whatever the default of the database is. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** A view of a PostgreSQL table, through a pool of `pg`. Repairs write no outbox row. */
export function postgresView<Field extends string>(options: PostgresViewOptions<Field>): View<Field> {
  checkOptions('postgresView', postgresViewOptions, options);
  const { pool, pageRows = PAGE_ROWS } = options;
  surviveLoss(pool);
  const store: SqlStore = {
    keysPerCall: KEYS_PER_CALL,
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
    cellsPerRow: CELLS_PER_ROW,
    pages: (paged, signal) => cursorPages(pool, paged.whole(), pageRows, signal),
    stream: (statement, atOnce, signal) => cursorPages(pool, statement, atOnce, signal),
  };
  return { ...sqlView(options, store), origin: { store: pool, table: tableName(options) } };
}

const tableName = ({ schema = 'public', table }: SqlViewOptions<string>): string => JSON.stringify([schema, table]);
