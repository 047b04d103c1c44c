/**
 * The SQL of a view of a PostgreSQL table. Identifiers are quoted. Values are parameters, and all parameters are texts.
 */
import type { FieldType } from '../../engine/index.ts';
import { memberIn } from './member.ts';

/** Values by parameter name; a statement casts each to its type. */
export type Parameters = Readonly<Record<string, string | null>>;

export interface Statement {
  readonly sql: string;
  readonly parameters: Parameters;
}

/** The columns of a row, in the order of the selection. */
export type Texts = readonly (string | null)[];

export interface KeyColumn {
  readonly column: string;
  readonly type: 'text' | 'bigint' | 'uuid';
  /**
   * Declares that no row has null here, although the table does not guarantee it. A row with null makes the read fail.
   */
  readonly notNull?: true;
}

interface Column {
  readonly column: string;
  readonly type: FieldType;
  /** Names that lead into a document in the column; absent or empty for all of it. */
  readonly within?: readonly string[];
}

/** A table, and the columns that a view reads from it. */
export interface Relation {
  readonly schema: string;
  readonly table: string;
  readonly key: readonly KeyColumn[];
  readonly columns: readonly Column[];
  /** A condition on the alias `t` for the rows that the view shows; absent if it shows all of them. */
  readonly where?: Statement;
}

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

export const tableOf = ({ schema, table }: Pick<Relation, 'schema' | 'table'>): string =>
  `${quoted(schema)}.${quoted(table)}`;

/** SQL that refers to a column with this name. */
type Reference = (column: string) => string;

/** A column of the table with the alias `t`. Because the name is qualified, a column that is named `t` does no harm. */
export const ofTable: Reference = (column) => `t.${quoted(column)}`;

/**
 * The column as the text that its canonical form is made of. A timestamp is its microseconds since 2000, in
 * hexadecimal, so that every date can be read, however far away.
 */
function rendered({ column, type, within = [] }: Column, reference: Reference): string {
  if (within.length > 0) return asText(memberIn(column, within, reference));
  // An array becomes JSON, and JSON stays as it is.
  if (type === 'json') return asText(`pg_catalog.to_json(${reference(column)})`);
  if (type === 'timestamp')
    return `pg_catalog.encode(pg_catalog.timestamptz_send(CAST(${reference(column)} AS timestamptz)), 'hex')`;
  if (type === 'binary') return `pg_catalog.encode(${reference(column)}, 'base64')`;
  return asText(reference(column));
}

const asText = (reference: string): string => `CAST(${reference} AS text)`;

/** Types whose canonical form is not made of the column's own text. */
const RENDERED_OTHERWISE: readonly FieldType[] = ['timestamp', 'binary', 'json'];

export const isOwnText = ({ type, within = [] }: Pick<Column, 'type' | 'within'>): boolean =>
  within.length === 0 && !RENDERED_OTHERWISE.includes(type);

const keyTexts = ({ key }: Relation, reference: Reference): string[] =>
  key.map(({ column }) => asText(reference(column)));

/** The texts from which a row is read: the parts of its key, and its columns. */
export const selected = (relation: Relation, reference: Reference): string[] => [
  ...keyTexts(relation, reference),
  ...relation.columns.map((column) => rendered(column, reference)),
];

const selection = (relation: Relation): string => selected(relation, ofTable).join(', ');

const keyColumns = ({ key }: Relation): string => key.map(({ column }) => `t.${quoted(column)}`).join(', ');

const keyTuple = ({ key }: Relation, prefix: string): string =>
  key.map(({ type }, index) => `CAST(:${prefix}${index} AS ${type})`).join(', ');

const keyParameters = (prefix: string, key: readonly string[]): Parameters =>
  Object.fromEntries(key.map((text, index) => [`${prefix}${index}`, text]));

/** PostgreSQL's own operator. A user's operator for just these types would go first, such as one for `character varying`. */
export const builtIn = (operator: '=' | '>' | '<='): string => `OPERATOR(pg_catalog.${operator})`;

/** Keys after `after` (from the start if it is absent), up to and including `upTo` (to the end if it is absent). */
export interface KeyRange {
  readonly after?: readonly string[] | undefined;
  readonly upTo?: readonly string[] | undefined;
}

/**
 * The condition that a key is in the range; an empty text if the range holds all.
 *
 * @param prefix of the names of its parameters
 */
export function rangeCondition(relation: Relation, { after, upTo }: KeyRange, prefix: string): Statement {
  const bound = (operator: '>' | '<=', name: string, key: readonly string[] | undefined): string[] =>
    key === undefined
      ? []
      : [`(${keyColumns(relation)}) ${builtIn(operator)} (${keyTuple(relation, `${prefix}${name}`)})`];
  return {
    sql: [...bound('>', 'After', after), ...bound('<=', 'UpTo', upTo)].join(' AND '),
    parameters: {
      ...(after && keyParameters(`${prefix}After`, after)),
      ...(upTo && keyParameters(`${prefix}UpTo`, upTo)),
    },
  };
}

/**
 * A `WHERE` clause for the rows of the view whose key is in the range; empty if these are all rows.
 *
 * @param only a further condition
 */
export function whereInRange(relation: Relation, { after, upTo }: KeyRange, only?: Statement): Statement {
  const bounds = [
    ...(relation.where === undefined ? [] : [relation.where.sql]),
    ...(only === undefined ? [] : [only.sql]),
    ...(after === undefined ? [] : [`(${keyColumns(relation)}) ${builtIn('>')} (${keyTuple(relation, 'after')})`]),
    ...(upTo === undefined ? [] : [`(${keyColumns(relation)}) ${builtIn('<=')} (${keyTuple(relation, 'upTo')})`]),
  ];
  return {
    sql: bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`,
    parameters: {
      ...relation.where?.parameters,
      ...only?.parameters,
      ...(after && keyParameters('after', after)),
      ...(upTo && keyParameters('upTo', upTo)),
    },
  };
}

/**
 * Selects the key of the last of the next `rows` rows after `after`; no row if fewer are left.
 *
 * @param only a further condition
 */
export function boundaryStatement(
  relation: Relation,
  after: readonly string[] | undefined,
  rows: number,
  only?: Statement,
): Statement {
  const where = whereInRange(relation, { after }, only);
  return {
    sql: `SELECT ${keyTexts(relation, ofTable).join(', ')} FROM ${tableOf(relation)} AS t${where.sql} ORDER BY ${keyColumns(relation)} OFFSET ${rows - 1} LIMIT 1`,
    parameters: where.parameters,
  };
}

/** Selects every row for which the condition holds, in no particular order. */
export function everyRow(relation: Relation, only?: Statement): Statement {
  const where = whereInRange(relation, {}, only);
  return {
    sql: `SELECT ${selection(relation)} FROM ${tableOf(relation)} AS t${where.sql}`,
    parameters: where.parameters,
  };
}

/** Selects a page of rows in the order of their keys, after `after` or from the start. */
export function pageStatement(
  relation: Relation,
  after: readonly string[] | undefined,
  rows: number,
  only?: Statement,
): Statement {
  const where = whereInRange(relation, { after }, only);
  return {
    sql: `SELECT ${selection(relation)} FROM ${tableOf(relation)} AS t${where.sql} ORDER BY ${keyColumns(relation)} LIMIT ${rows}`,
    parameters: where.parameters,
  };
}

/** PostgreSQL selects at most 1,664 expressions, and a table has at most 1,600 columns. */
export const MAX_SELECTED = 1600;

/** A selection of texts. Where there are too many for PostgreSQL, it packs them into one. */
interface PackedSelection {
  readonly sql: string;
  readonly unpacked: (texts: Texts) => Texts;
}

function packedSelection(expressions: readonly string[]): PackedSelection {
  return expressions.length <= MAX_SELECTED
    ? { sql: expressions.join(', '), unpacked: (texts) => texts }
    : {
        sql: `CAST(pg_catalog.to_json(ARRAY[${expressions.join(', ')}]) AS text)`,
        unpacked: ([packed]) => JSON.parse(packed ?? '[]') as Texts,
      };
}

/**
 * Selects the rows with these keys: the texts that a scan reads, the own texts of the columns that a scan renders
 * differently, and the texts that the caller asks for.
 *
 * @param others expressions on the table `t` that make texts
 */
export function rereadStatement(
  relation: Relation,
  keys: readonly (readonly string[])[],
  others: readonly string[] = [],
): Statement & Pick<PackedSelection, 'unpacked'> {
  const tuples = keys.map((_key, index) => keyTuple(relation, `k${index}p`));
  const columns = keyColumns(relation);
  const isOne =
    relation.key.length === 1
      ? `${columns} ${builtIn('=')} ANY (ARRAY[${tuples.join(', ')}])`
      : tuples.map((tuple) => `(${columns}) ${builtIn('=')} (${tuple})`).join(' OR ');
  const ownTexts = relation.columns.filter((column) => !isOwnText(column)).map(({ column }) => asText(ofTable(column)));
  const { sql, unpacked } = packedSelection([...selected(relation, ofTable), ...ownTexts, ...others]);
  return {
    unpacked,
    sql: `SELECT ${sql} FROM ${tableOf(relation)} AS t WHERE ${relation.where === undefined ? isOne : `(${isOne}) AND ${relation.where.sql}`}`,
    parameters: Object.assign(
      {},
      relation.where?.parameters,
      ...keys.map((key, index) => keyParameters(`k${index}p`, key)),
    ) as Parameters,
  };
}

/** A condition for the row with this key. */
export const whereKey = (relation: Relation, key: readonly string[]): Statement => ({
  sql: `(${keyColumns(relation)}) ${builtIn('=')} (${keyTuple(relation, 'key')})`,
  parameters: keyParameters('key', key),
});
