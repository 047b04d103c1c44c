/** The statements of a guarded write. Each selects or returns texts. */
import type { MappedRelation } from './relation.ts';
import { ofTable, quoted, type Statement, tableOf, whereKey } from './statement.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

type Named = Pick<WrittenTable, 'schema' | 'table'>;

/** A column, and the text of its new value. */
export interface Assignment {
  readonly column: WrittenColumn;
  readonly text: string | null;
}

/**
 * The text that the output function of the value's type writes, or null. A cast to text would use a cast that the type
 * defines, such as that of `character`, which drops spaces. `num_nulls` counts a composite value of nulls as not null.
 */
export function outputOf(reference: string, { renderedAs }: Pick<WrittenColumn, 'renderedAs'>): string {
  const value = renderedAs === undefined ? reference : `CAST(${reference} AS ${renderedAs})`;
  return `CASE WHEN num_nulls(${reference}) = 0 THEN concat(${value}) END`;
}

/** The texts that make the image of a row. */
export const rowTexts = (
  columns: readonly Pick<WrittenColumn, 'name' | 'renderedAs'>[],
  hasXmin: boolean,
): readonly string[] => [
  ...columns.map((column) => outputOf(ofTable(column.name), column)),
  ...(hasXmin ? ['CAST(t.xmin AS text)'] : []),
  `CAST('1' AS text)`,
];

export const rowSelection = (...row: Parameters<typeof rowTexts>): string => rowTexts(...row).join(', ');

/** Selects the row with this key. If `isLocked`, the row stays as it is until the transaction ends. */
export function rowStatement(
  relation: MappedRelation,
  key: readonly string[],
  columns: readonly WrittenColumn[],
  { hasXmin, isLocked }: { readonly hasXmin: boolean; readonly isLocked: boolean },
): Statement {
  const where = whereKey(relation, key);
  return {
    sql: `SELECT ${rowSelection(columns, hasXmin)} FROM ${tableOf(relation)} AS t WHERE ${where.sql}${isLocked ? ' FOR UPDATE' : ''}`,
    parameters: where.parameters,
  };
}

/** Renders what the values would be once written. The texts of an image must come back unchanged. */
export const roundTripStatement = (assignments: readonly Assignment[]): Statement => ({
  sql: `SELECT ${assignments.map(({ column }, at) => outputOf(castOf(column, at), column)).join(', ')}`,
  parameters: parametersOf(assignments),
});

const castOf = ({ type }: WrittenColumn, at: number, prefix = 'f'): string => `CAST(:${prefix}${at} AS ${type})`;

export const parametersOf = (assignments: readonly Assignment[], prefix = 'f'): Record<string, string | null> =>
  Object.fromEntries(assignments.map(({ text }, at) => [`${prefix}${at}`, text]));

const RETURNING = `RETURNING CAST('1' AS text)`;

/** An insertion whose parameters begin with `prefix`. Identity columns take the given values. */
export function insertionOf(table: Named, assignments: readonly Assignment[], prefix = 'f'): string {
  const columns = assignments.map(({ column }) => quoted(column.name)).join(', ');
  const values = assignments.map(({ column }, at) => castOf(column, at, prefix)).join(', ');
  const overriding = assignments.some(({ column }) => column.identity !== undefined) ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${tableOf(table)} AS t (${columns})${overriding} VALUES (${values}) ${RETURNING}`;
}

export const insertStatement = (table: Named, assignments: readonly Assignment[]): Statement => ({
  sql: insertionOf(table, assignments),
  parameters: parametersOf(assignments),
});

export const settingOf = ({ column }: Assignment, at: number, prefix = 'f'): string =>
  `${quoted(column.name)} = ${castOf(column, at, prefix)}`;

/** @param raised the version column, if the write raises it */
export function updateStatement(
  relation: MappedRelation,
  key: readonly string[],
  assignments: readonly Assignment[],
  raised: string | undefined,
): Statement {
  const where = whereKey(relation, key);
  const set = [
    ...assignments.map((assignment, at) => settingOf(assignment, at)),
    ...(raised === undefined ? [] : [`${quoted(raised)} = ${ofTable(raised)} + 1`]),
  ];
  return {
    sql: `UPDATE ${tableOf(relation)} AS t SET ${set.join(', ')} WHERE ${where.sql} ${RETURNING}`,
    parameters: { ...parametersOf(assignments), ...where.parameters },
  };
}

export function deleteStatement(relation: MappedRelation, key: readonly string[]): Statement {
  const where = whereKey(relation, key);
  return {
    sql: `DELETE FROM ${tableOf(relation)} AS t WHERE ${where.sql} ${RETURNING}`,
    parameters: where.parameters,
  };
}
