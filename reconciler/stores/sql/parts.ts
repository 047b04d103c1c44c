/** The parts of a table: ranges of its key. */
import type { Parts, Reading } from '../../engine/index.ts';
import { estimateOf, estimateStatement } from './estimate.ts';
import {
  boundaryStatement,
  type KeyRange,
  quoted,
  rangeCondition,
  type Relation,
  type Statement,
  tableOf,
  type Texts,
} from './statement.ts';

type Run = (statement: Statement, reading: Reading) => Promise<Texts[]>;

const rangeIn = (part: string): KeyRange => JSON.parse(part) as KeyRange;

/** The rows of a part, as a condition on the table `t`; undefined for the whole table. */
export function onlyPart(relation: Relation, { part }: Pick<Reading, 'part'>): Statement | undefined {
  if (part === undefined) return undefined;
  const condition = rangeCondition(relation, rangeIn(part), 'part');
  return condition.sql === '' ? undefined : condition;
}

export const tableParts = (relation: Relation, run: Run): Parts => ({
  async list(count, reading) {
    const bounds = count < 2 ? [] : await boundaries(relation, count, run, reading);
    const ends = [...bounds, undefined];
    return ends.map((upTo, at) => JSON.stringify({ after: bounds[at - 1], upTo } satisfies KeyRange));
  },
});

/** At most `count - 1` keys between the parts, in order. */
async function boundaries(relation: Relation, count: number, run: Run, reading: Reading): Promise<string[][]> {
  const known = relation.key.length === 1 ? await histogram(relation, run, reading) : [];
  if (known.length >= count - 1) {
    const chosen = Array.from(
      { length: count - 1 },
      (_bound, at) => known[Math.floor(((at + 1) * known.length) / count)] ?? '',
    );
    return [...new Set(chosen)].map((bound) => [bound]);
  }
  return counted(relation, count, run, reading);
}

/**
 * The bounds of PostgreSQL's own histogram of the key, in the order of the key; none without statistics. Reading them
 * costs nothing, however large the table.
 */
async function histogram(relation: Relation, run: Run, reading: Reading): Promise<string[]> {
  const { schema, table, key } = relation;
  const [column] = key;
  if (column === undefined) return [];
  // The table's column gives the comparison its collation.
  const ordered = `CASE WHEN b.bound IS NULL THEN (SELECT t.${quoted(column.column)} FROM ${tableOf(relation)} AS t LIMIT 1) ELSE CAST(b.bound AS ${column.type}) END`;
  const rows = await run(
    {
      sql: `SELECT b.bound FROM pg_catalog.pg_stats AS s,
        LATERAL pg_catalog.unnest(CAST(CAST(s.histogram_bounds AS text) AS text[])) AS b(bound)
        WHERE s.schemaname = CAST(:schema AS text) AND s.tablename = CAST(:table AS text) AND s.attname = CAST(:column AS text)
          AND NOT s.inherited ORDER BY ${ordered}`,
      parameters: { schema, table, column: column.column },
    },
    reading,
  );
  // The first and the last bound are the least and the greatest key.
  return rows.slice(1, -1).map(([bound]) => bound ?? '');
}

/** Walks over the key's index, in steps of as many rows as a part should have. */
async function counted(relation: Relation, count: number, run: Run, reading: Reading): Promise<string[][]> {
  const { rows } = estimateOf(await run(estimateStatement(relation), reading));
  const step = Math.ceil(rows / count);
  if (step < 1) return [];
  const bounds: string[][] = [];
  while (bounds.length < count - 1) {
    const [last] = await run(boundaryStatement(relation, bounds.at(-1), step), reading);
    if (last === undefined) break;
    bounds.push(last.map(String));
  }
  return bounds;
}
