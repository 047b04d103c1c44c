import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { dataApiViewOptions } from '../options.ts';
import { type SqlStore, sqlView, type SqlViewOptions, type Texts } from '../sql/index.ts';
import { type Database, execute, inTransaction, isTooLarge, isTooLong } from './execute.ts';

export interface DataApiViewOptions<Field extends string> extends SqlViewOptions<Field> {
  readonly client: RDSDataClient;
  readonly database: Database;
  /** Rows of a first page; halved while a page is more than the Data API answers with (1 MiB). */
  readonly pageRows?: number;
  /** Rows that one statement sketches at first; halved while it takes more time than the Data API gives (45 s). */
  readonly sketchRows?: number;
}

const PAGE_ROWS = 1000;
/** A few seconds' work, so that a busy cluster has time to spare. */
const SKETCH_ROWS = 2_000_000;
const KEYS_A_CALL = 100;
/** A row is at most 64 KiB, and a cell takes 49 bytes of it; an answer is at most 1 MiB. */
const CELLS_A_ROW = 1024;
const MAX_CELLS = 16_384;

/** A table of Aurora PostgreSQL, through the Data API, as a view. Repairs write no outbox row. */
export function dataApiView<Field extends string>(options: DataApiViewOptions<Field>): View<Field> {
  checkOptions('dataApiView', dataApiViewOptions, options);
  const { client, database, pageRows = PAGE_ROWS, sketchRows = SKETCH_ROWS } = options;
  const store: SqlStore = {
    keysACall: KEYS_A_CALL,
    run: (statement, signal) => execute(client, database, statement, signal),
    transact: (work) => inTransaction(client, database, work),
    parting: { rows: sketchRows, isTooLong },
    cellsARow: CELLS_A_ROW,
    maxCells: MAX_CELLS,
    async *pages(paged, signal) {
      let after: readonly string[] | undefined;
      let rows = pageRows;
      for (;;) {
        let page: Texts[];
        try {
          page = await execute(client, database, paged.page(after, rows), signal);
        } catch (error) {
          if (rows === 1 || !isTooLarge(error)) throw error;
          rows = Math.ceil(rows / 2);
          continue;
        }
        yield page;
        if (page.length < rows) return;
        const last = page.at(-1);
        if (last !== undefined) after = paged.keyOf(last);
      }
    },
  };
  return sqlView(options, store);
}
