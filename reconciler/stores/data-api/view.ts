import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { dataApiViewOptions } from '../options.ts';
import { type SqlStore, sqlView, type SqlViewOptions, type Texts } from '../sql/index.ts';
import { type Database, execute, inTransaction, isTooLarge, isTooLong } from './execute.ts';

export interface DataApiViewOptions<Field extends string> extends SqlViewOptions<Field> {
  readonly client: RDSDataClient;
  readonly database: Database;
  /** Rows of the first page; halved whenever a page exceeds the Data API's response limit (1 MiB). */
  readonly pageRows?: number;
  /** Rows that the first statement sketches; halved whenever a statement exceeds the Data API's time limit (45 s). */
  readonly sketchRows?: number;
}

const PAGE_ROWS = 1000;
/** A few seconds of work, which leaves a busy cluster time for other statements. */
const SKETCH_ROWS = 2_000_000;
const KEYS_PER_CALL = 100;
/** A row holds at most 64 KiB, and a cell takes 49 bytes of it. A response holds at most 1 MiB. */
const CELLS_PER_ROW = 1024;
const MAX_CELLS = 16_384;

/** A view of an Aurora PostgreSQL table, through the Data API. Repairs write no outbox row. */
export function dataApiView<Field extends string>(options: DataApiViewOptions<Field>): View<Field> {
  checkOptions('dataApiView', dataApiViewOptions, options);
  const { client, database, pageRows = PAGE_ROWS, sketchRows = SKETCH_ROWS } = options;
  const store: SqlStore = {
    keysPerCall: KEYS_PER_CALL,
    run: (statement, signal) => execute(client, database, statement, signal),
    transact: (work) => inTransaction(client, database, work),
    parting: { rows: sketchRows, isTooLong },
    cellsPerRow: CELLS_PER_ROW,
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
  const { clusterArn, database: name } = database;
  const origin = { store: client, table: JSON.stringify([clusterArn, name, tableName(options)]) };
  return { ...sqlView(options, store), origin };
}

const tableName = ({ schema = 'public', table }: SqlViewOptions<string>): string => JSON.stringify([schema, table]);
