/** One side of a comparison, computed inside the database. */
import {
  CANONICAL_VERSION,
  type Pushdown,
  type Reading,
  type Row,
  type SketchPlan,
  StoreReadError,
  unpacked,
} from '../../engine/index.ts';
import { asItIs } from '../field.ts';
import { type CatalogueTable, readCatalogue } from './catalogue.ts';
import { problemsOf } from './inspect.ts';
import { type MappedRelation, partsOf } from './relation.ts';
import { probeMatches, probeStatement, type SketchedTable, selectStatement, sketchStatement } from './sketch.ts';
import { unpackedRows } from './packed-rows.ts';
import { type Parting, sketchInParts } from './sketch-in-parts.ts';
import { sortedStatement } from './sorted.ts';
import {
  boundaryStatement,
  type KeyColumn,
  type KeyRange,
  type Statement,
  type Texts,
  whereInRange,
} from './statement.ts';
import type { Paged } from './paged.ts';
import { onlyPart } from './parts.ts';

export interface PushdownStore {
  run(statement: Statement, reading: Reading): Promise<Texts[]>;
  pages(paged: Paged, reading: Reading): AsyncIterable<readonly Texts[]>;
  /** Absent if the store returns all rows of a statement in one answer. */
  readonly stream:
    | ((statement: Statement, atOnce: number, reading: Reading) => AsyncIterable<readonly Texts[]>)
    | undefined;
  readonly rowOf: (texts: Texts) => Row;
  /** Present if the store limits a statement to a few seconds. */
  readonly parting: Pick<Parting, 'rows' | 'isTooLong'> | undefined;
  readonly maxCells: number | undefined;
  readonly cellsPerRow: number;
}

/** Has characters beyond ASCII, so that the probe shows whether the database hashes UTF-8 bytes. */
const PROBE = 'evenkeel – ½ é 😀';
const PROBE_PLAN = { version: CANONICAL_VERSION, seed: '0123456789abcdef0123456789abcdef' };

/** A few thousand rows. */
const CELLS_AT_ONCE = 32;

/** Undefined if the database cannot compute exactly what the engine would compute. */
export async function sqlPushdown(
  name: string,
  relation: MappedRelation,
  fields: readonly string[],
  store: PushdownStore,
  reading: Reading,
): Promise<Pushdown | undefined> {
  const run = (statement: Statement): Promise<Texts[]> => store.run(statement, reading);
  const catalogue = await readCatalogue(relation, run);
  // A database in another encoding hashes other bytes than the engine, and may not even take the text of the probe.
  if (catalogue.encoding !== 'UTF8') return undefined;
  const table = sketchedTable(name, relation, fields, catalogue);
  if (table === undefined || sketchStatement(table, { ...PROBE_PLAN, cells: 1 }, store.cellsPerRow) === undefined) {
    return undefined;
  }
  const [probe = []] = await run(probeStatement(PROBE_PLAN, PROBE));
  if (!probeMatches(PROBE_PLAN, PROBE, probe)) return undefined;
  const made = <Made>(statement: Made | undefined): Made => {
    if (statement === undefined) throw new StoreReadError(name, 'a column can no longer be rendered in SQL');
    return statement;
  };
  const { stream, parting } = store;
  return {
    ...(store.maxCells !== undefined && { maxCells: store.maxCells }),
    sketch(plan, ownReading) {
      const only = onlyPart(relation, ownReading);
      const sketch = async (range: KeyRange) => {
        const where = whereInRange(relation, range, only);
        const rows = await store.run(made(sketchStatement(table, plan, store.cellsPerRow, where)), ownReading);
        return unpacked(
          plan,
          rows.map(([packed]) => Buffer.from(packed ?? '', 'base64')),
        );
      };
      if (parting === undefined) return sketch({});
      return sketchInParts(plan, {
        ...parting,
        sketch,
        async boundary(after, rows) {
          const [last] = await store.run(boundaryStatement(relation, after, rows, only), ownReading);
          return last?.map(String);
        },
      });
    },
    async *select(plan, selection, ownReading) {
      const only = onlyPart(relation, ownReading);
      const paged: Paged = {
        whole: () => made(selectStatement(table, plan, selection, undefined, only)),
        page: (after, rows) =>
          made(selectStatement(table, plan, selection, { rows, ...afterKey(relation.key, after) }, only)),
        keyOf: ([key]) => partsOf(key ?? '', relation.key.length),
      };
      for await (const page of store.pages(paged, ownReading)) {
        for (const [key, token] of page) yield { key: key ?? '', token: token ?? '' };
      }
    },
    ...(stream && {
      async *sorted(plan: SketchPlan, ownReading: Reading) {
        const keyParts = relation.key.length;
        const packing = { texts: keyParts + relation.columns.length, keyParts, rowOf: store.rowOf };
        for await (const page of stream(made(sortedStatement(table, relation, plan)), CELLS_AT_ONCE, ownReading)) {
          for (const [cell, packed] of page) yield { cell: Number(cell), rows: unpackedRows(packed ?? '', packing) };
        }
      },
    }),
  };
}

const afterKey = (key: readonly KeyColumn[], after: readonly string[] | undefined) =>
  after === undefined ? {} : { after: key.map(({ type }, at) => ({ text: after[at] ?? '', sqlType: type })) };

/** Undefined unless the table itself keeps the key unique and not null, and each field is a column without `shaped`. */
function sketchedTable(
  name: string,
  relation: MappedRelation,
  fields: readonly string[],
  catalogue: CatalogueTable,
): SketchedTable | undefined {
  const isKept = relation.key.every(({ column }) => catalogue.columns.get(column)?.isNotNull === true);
  if (!isKept || catalogue.unique === undefined || problemsOf(name, relation, catalogue).length > 0) return undefined;
  const sources = fields.map((field) => relation.sources.find((source) => source.field === field));
  if (!sources.every((source) => source?.shaped === asItIs && source.within.length === 0)) return undefined;
  return {
    schema: relation.schema,
    table: relation.table,
    key: relation.key.map(({ column }) => column),
    ...(relation.where && { where: relation.where }),
    compared: sources.flatMap((source) => {
      const column = source && catalogue.columns.get(source.from);
      return source && column ? [{ column: source.from, type: source.type, sqlType: column.type }] : [];
    }),
  };
}
