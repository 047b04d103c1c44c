/** Selects every row in full with its row hash, cell by cell. */
import type { SketchPlan } from '../../engine/index.ts';
import { concatenated } from './canonical.ts';
import { big, hashedRows, type SketchedTable } from './sketch.ts';
import { quoted, type Relation, selected, type Statement, whereInRange } from './statement.ts';

/**
 * Each result row has two texts: the number of a cell, and its packed rows. Undefined if SQL cannot render a compared
 * column.
 */
export function sortedStatement(table: SketchedTable, relation: Relation, plan: SketchPlan): Statement | undefined {
  const names = [...new Set([...relation.key, ...relation.columns].map(({ column }) => column))];
  const rows = hashedRows(table, plan, {
    others: names.map((name, at) => `t.${quoted(name)} AS c${at}`),
    where: whereInRange(relation, {}),
  });
  if (rows === undefined) return undefined;
  const texts = selected(relation, (name) => `x.c${names.indexOf(name)}`);
  const packed = concatenated([
    `pg_catalog.encode(pg_catalog.int8send(x.h), 'hex')`,
    ...texts.flatMap((_, at) => [`pg_catalog.octet_length(x.t${at})`, `':'`, `x.t${at}`]),
  ]);
  // Texts are rendered after the sort, and once each, so that the sort moves less data. Every level states its order,
  // even the aggregate. This keeps the planner from sorting again, and from hashing rows that are already sorted.
  const sorted = `SELECT *, CAST(x.k & ${big(plan.cells - 1)} AS integer) AS cell FROM (${rows.sql}) AS x ORDER BY cell OFFSET 0`;
  const rendered = `SELECT x.cell, x.h, ${texts.map((text, at) => `${text} AS t${at}`).join(', ')} FROM (${sorted}) AS x ORDER BY x.cell OFFSET 0`;
  return {
    sql: `SELECT CAST(x.cell AS text), pg_catalog.string_agg(${packed}, '' ORDER BY x.cell) FROM (${rendered}) AS x GROUP BY x.cell ORDER BY x.cell`,
    parameters: rows.parameters,
  };
}
