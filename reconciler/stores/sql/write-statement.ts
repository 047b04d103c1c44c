/** The statements of a guarded write. Each selects or returns texts. */
import type { MappedRelation } from './relation.ts';
import { recordOf } from './record.ts';
import { ofTable, quoted, type Statement, tableOf, whereKey } from './statement.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

type Named = Pick<WrittenTable, 'schema' | 'table'>;

/** A column, and the text of its new value. */
export interface Assignment {
  readonly column: WrittenColumn;
  readonly text: string | null;
}

/** The value as the row of an image holds it. */
export const valueOf = (reference: string, { renderedAs }: Pick<WrittenColumn, 'renderedAs'>): string =>
  renderedAs === undefined ? reference : `CAST(${reference} AS ${renderedAs})`;

/** The values of these columns as one text, each as the output function of its type writes it. */
export const recordIn = (columns: readonly Pick<WrittenColumn, 'name' | 'renderedAs'>[]): string =>
  recordOf(columns.map((column) => valueOf(ofTable(column.name), column)));

/** What `xminOf` reads: the transaction that wrote the row, and whether it also altered the table or a partition. */
const writtenBy = (oid: string): string =>
  `pg_catalog.concat(t.xmin, CASE WHEN CAST(t.xmin AS text) = ANY (ARRAY(
      WITH RECURSIVE tree AS (SELECT CAST(${oid} AS oid) AS relid UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN tree ON i.inhparent = tree.relid)
      SELECT CAST(a.xmin AS text) FROM tree JOIN pg_catalog.pg_attribute AS a ON a.attrelid = tree.relid
      UNION SELECT CAST(k.xmin AS text) FROM tree JOIN pg_catalog.pg_class AS k ON k.oid = tree.relid)) THEN '${ALTERED}' END)`;

const ALTERED = ' altered';

/** Reads the text that a selection of `xmin` returns. */
export const xminOf = (text: string): { readonly xmin: string; readonly isAltered?: true } =>
  text.endsWith(ALTERED) ? { xmin: text.slice(0, -ALTERED.length), isAltered: true } : { xmin: text };

/**
 * The texts that make the image of a row.
 *
 * @param table if the rows of the table record their transaction, the image contains it
 */
export const rowTexts = (
  columns: readonly Pick<WrittenColumn, 'name' | 'renderedAs'>[],
  table: Pick<WrittenTable, 'hasXmin' | 'oid'>,
): readonly string[] => [
  ...(columns.length === 0 ? [] : [recordIn(columns)]),
  ...(table.hasXmin ? [writtenBy(table.oid)] : []),
  `CAST('1' AS text)`,
];

export const rowSelection = (...row: Parameters<typeof rowTexts>): string => rowTexts(...row).join(', ');

export const WITHOUT_XMIN = { hasXmin: false, oid: '0' } as const;

/** Selects the row with this key. If `isLocked`, the row stays as it is until the transaction ends. */
export function rowStatement(
  relation: MappedRelation,
  key: readonly string[],
  columns: readonly WrittenColumn[],
  { table, isLocked }: { readonly table?: Pick<WrittenTable, 'hasXmin' | 'oid'>; readonly isLocked: boolean },
): Statement {
  const where = whereKey(relation, key);
  return {
    sql: `SELECT ${rowSelection(columns, table ?? WITHOUT_XMIN)} FROM ${tableOf(relation)} AS t WHERE ${where.sql}${isLocked ? ' FOR UPDATE' : ''}`,
    parameters: where.parameters,
  };
}

/** Selects the row with this key if the view shows it. */
export function insideStatement(relation: MappedRelation, condition: Statement, key: readonly string[]): Statement {
  const where = whereKey(relation, key);
  return {
    sql: `SELECT CAST('1' AS text) FROM ${tableOf(relation)} AS t WHERE ${where.sql} AND ${condition.sql}`,
    parameters: { ...condition.parameters, ...where.parameters },
  };
}

/** Selects what the values would be once written, as one text for `textsIn`. The texts of an image must come back unchanged. */
export const roundTripStatement = (assignments: readonly Assignment[]): Statement => ({
  sql: `SELECT ${recordOf(assignments.map(({ column }, at) => valueOf(castOf(column, at), column)))}`,
  parameters: parametersOf(assignments),
});

const castOf = ({ type }: WrittenColumn, at: number): string => `CAST(:f${at} AS ${type})`;

const parametersOf = (assignments: readonly Assignment[]): Record<string, string | null> =>
  Object.fromEntries(assignments.map(({ text }, at) => [`f${at}`, text]));

export const RETURNING = `RETURNING CAST('1' AS text)`;

const named = (columns: readonly WrittenColumn[]): string => columns.map(({ name }) => quoted(name)).join(', ');

/** Identity columns take the given values. */
const overriding = (columns: readonly WrittenColumn[]): string =>
  columns.some(({ identity }) => identity !== undefined) ? ' OVERRIDING SYSTEM VALUE' : '';

/** @param returned the columns whose stored texts it returns */
export function insertStatement(
  table: Named,
  assignments: readonly Assignment[],
  returned: readonly WrittenColumn[] = [],
): Statement {
  const columns = assignments.map(({ column }) => column);
  const values = columns.map((column, at) => castOf(column, at)).join(', ');
  return {
    sql: `INSERT INTO ${tableOf(table)} AS t (${named(columns)})${overriding(columns)} VALUES (${values}) RETURNING ${rowSelection(returned, WITHOUT_XMIN)}`,
    parameters: parametersOf(assignments),
  };
}

/** The cells of rows as one parameter, because a statement has a limit of parameters and of its own length. */
export const rowsParameter = (rows: readonly (readonly (string | null)[])[]): string =>
  JSON.stringify(rows.map((cells) => Object.fromEntries(cells.map((text, at) => [`c${at}`, text]))));

/**
 * A source of the rows of a parameter, for `cellOf`. It reads each text with the input function of its type, as a cast
 * of a parameter does. A cast of an expression would use a cast that the type defines, such as that of `regclass`.
 */
export const rowsIn = (parameter: string, columns: readonly Pick<WrittenColumn, 'type' | 'isReadAsText'>[]): string =>
  `pg_catalog.json_to_recordset(CAST(:${parameter} AS json)) AS e(${columns.map(({ type, isReadAsText }, at) => `c${at} ${isReadAsText ? TEXT : type}`).join(', ')})`;

const TEXT = 'pg_catalog.text';

/** As a column of `rowsIn`, a text that is compared and not stored. */
export const COMPARED = { type: TEXT, isReadAsText: false } as const;

/** A cell of a row of `rowsIn`, as a value of the column. */
export const cellOf = ({ type, isReadAsText }: Pick<WrittenColumn, 'type' | 'isReadAsText'>, at: number): string =>
  isReadAsText ? `CAST(e.c${at} AS ${type})` : `e.c${at}`;

/** Inserts the rows of a parameter, which hold these columns. */
export function insertionOf(table: Named, columns: readonly WrittenColumn[], parameter: string): string {
  const cells = columns.map((column, at) => cellOf(column, at)).join(', ');
  return `INSERT INTO ${tableOf(table)} AS t (${named(columns)})${overriding(columns)} SELECT ${cells} FROM ${rowsIn(parameter, columns)}`;
}

const settingOf = ({ column }: Assignment, at: number): string => `${quoted(column.name)} = ${castOf(column, at)}`;

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
