/** SQL text of a view over PostgreSQL. Identifiers are quoted, values are parameters, all of them texts. */
import type { FieldType } from '../../engine/index.ts';

/** Values by parameter name; a statement casts each to its type. */
export type Parameters = Readonly<Record<string, string | null>>;

export interface Statement {
  readonly sql: string;
  readonly parameters: Parameters;
}

/** A row's columns, in the order in which they were selected. */
export type Texts = readonly (string | null)[];

export interface KeyColumn {
  readonly column: string;
  readonly type: 'text' | 'bigint' | 'uuid';
}

interface Column {
  readonly column: string;
  readonly type: FieldType;
}

/** A table and the columns of it that a view reads. */
export interface Relation {
  readonly schema: string;
  readonly table: string;
  readonly key: readonly KeyColumn[];
  readonly columns: readonly Column[];
}

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

export const tableOf = ({ schema, table }: Pick<Relation, 'schema' | 'table'>): string =>
  `${quoted(schema)}.${quoted(table)}`;

/** The column as the text that its canonical form is made of: of timestamps as JSON has them, whatever the session's style. */
function rendered({ column, type }: Column): string {
  if (type === 'timestamp') return `to_json(t.${quoted(column)}) #>> '{}'`;
  if (type === 'binary') return `encode(t.${quoted(column)}, 'base64')`;
  return `CAST(t.${quoted(column)} AS text)`;
}

/** The whole row as JSON, the last column of a re-read: what a guard compares and an undo restores. */
export const IMAGE = 'CAST(to_jsonb(t) AS text)';

const keyTexts = ({ key }: Relation): string[] => key.map(({ column }) => `CAST(t.${quoted(column)} AS text)`);

const selection = (relation: Relation): string =>
  [...keyTexts(relation), ...relation.columns.map((column) => rendered(column))].join(', ');

const keyColumns = ({ key }: Relation): string => key.map(({ column }) => `t.${quoted(column)}`).join(', ');

const keyTuple = ({ key }: Relation, prefix: string): string =>
  key.map(({ type }, index) => `CAST(:${prefix}${index} AS ${type})`).join(', ');

const keyParameters = (prefix: string, key: readonly string[]): Parameters =>
  Object.fromEntries(key.map((text, index) => [`${prefix}${index}`, text]));

/** Every row, in no order. */
export const everyRow = (relation: Relation): Statement => ({
  sql: `SELECT ${selection(relation)} FROM ${tableOf(relation)} AS t`,
  parameters: {},
});

/** A page of rows in the order of their keys, after `after` or from the start. */
export function pageStatement(relation: Relation, after: readonly string[] | undefined, rows: number): Statement {
  const where = after === undefined ? '' : ` WHERE (${keyColumns(relation)}) > (${keyTuple(relation, 'after')})`;
  return {
    sql: `SELECT ${selection(relation)} FROM ${tableOf(relation)} AS t${where} ORDER BY ${keyColumns(relation)} LIMIT ${rows}`,
    parameters: after === undefined ? {} : keyParameters('after', after),
  };
}

/** The rows with these keys, each with its image. */
export function rereadStatement(relation: Relation, keys: readonly (readonly string[])[]): Statement {
  const tuples = keys.map((_key, index) => `(${keyTuple(relation, `k${index}p`)})`).join(', ');
  return {
    sql: `SELECT ${selection(relation)}, ${IMAGE} FROM ${tableOf(relation)} AS t WHERE (${keyColumns(relation)}) IN (${tuples})`,
    parameters: Object.assign({}, ...keys.map((key, index) => keyParameters(`k${index}p`, key))) as Parameters,
  };
}

/** The row with this key, and exactly this image. */
export function whereImage(relation: Relation, key: readonly string[], image: string): Statement {
  return {
    sql: `(${keyColumns(relation)}) = (${keyTuple(relation, 'key')}) AND to_jsonb(t) = CAST(:image AS jsonb)`,
    parameters: { ...keyParameters('key', key), image },
  };
}
