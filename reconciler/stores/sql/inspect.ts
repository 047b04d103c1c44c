/** Compares a view with what PostgreSQL's catalogue says of its table, before any row is read. */
import type { FieldType, ViewProblem } from '../../engine/index.ts';
import type { MappedRelation } from './relation.ts';
import type { KeyColumn, Relation, Statement, Texts } from './statement.ts';

const TABLE = `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace`;
const NAMED = `n.nspname = CAST(:schema AS text) AND c.relname = CAST(:table AS text)`;

/** Name, type (that below a domain), whether it is an enum, whether it is NOT NULL, and the kind of table it is in. */
export const columnsStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(a.attname AS text), format_type(CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END, NULL),
      CAST(y.typtype = 'e' AS text), CAST(a.attnotnull AS text), CAST(c.relkind AS text)
    FROM ${TABLE} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
    WHERE ${NAMED} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  parameters: { schema, table },
});

/** Each column of each index that keeps its columns unique in the whole table: index, column. */
export const uniqueStatement = ({ schema, table }: Relation): Statement => ({
  sql: `SELECT CAST(i.indexrelid AS text), CAST(a.attname AS text)
    FROM ${TABLE} JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
    WHERE ${NAMED} AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.at <= i.indnkeyatts`,
  parameters: { schema, table },
});

interface Column {
  readonly type: string;
  readonly isEnum: boolean;
  readonly isNotNull: boolean;
}

const INTEGERS = ['smallint', 'integer', 'bigint'];
const TEXTS = ['text', 'character varying', 'character', 'name', 'citext', '"char"'];

/** Types of columns whose values are rendered in the canonical form of a field's type. */
const HOLDING: Readonly<Record<Exclude<FieldType, 'text'>, readonly string[]>> = {
  integer: [...INTEGERS, 'numeric', 'oid'],
  decimal: [...INTEGERS, 'numeric', 'real', 'double precision'],
  boolean: ['boolean'],
  timestamp: ['timestamp with time zone'],
  binary: ['bytea'],
  json: ['json', 'jsonb'],
};

/** Types whose text depends on settings of the session, so that it cannot be compared. */
const NO_TEXT: readonly string[] = ['timestamp with time zone', 'bytea', 'money', 'interval', 'xml'];

const KEYS: Readonly<Record<KeyColumn['type'], readonly string[]>> = {
  text: TEXTS,
  bigint: INTEGERS,
  uuid: ['uuid'],
};

/** Kinds of tables that can have unique indexes; of others, such as views, nothing can be told but their columns. */
const INDEXED = new Set(['r', 'p', 'm']);

export function problemsOf(
  name: string,
  relation: MappedRelation,
  columnTexts: readonly Texts[],
  uniqueTexts: readonly Texts[],
): ViewProblem[] {
  const { schema, table, key, sources, version, updatedAt, createdAt } = relation;
  const where = `${schema}.${table}`;
  if (columnTexts.length === 0) {
    return [{ path: `${name}.table`, message: `there is no table ${where} that this user may see` }];
  }
  const columns = new Map(
    columnTexts.map(([column, type, isEnum, isNotNull]): [string, Column] => [
      String(column),
      { type: String(type), isEnum: isEnum === 'true', isNotNull: isNotNull === 'true' },
    ]),
  );
  const problem = (path: string, message: string): ViewProblem => ({ path: `${name}.${path}`, message });
  const missing = (path: string, column: string) =>
    problem(path, `${where} has no column ${column}; it has ${[...columns.keys()].join(', ')}`);
  const expecting = (path: string, column: string | undefined, type: Exclude<FieldType, 'text'>) => {
    if (column === undefined) return [];
    const found = columns.get(column);
    if (found === undefined) return [missing(path, column)];
    return HOLDING[type].includes(found.type) ? [] : [problem(path, unfit(where, column, found, type))];
  };
  return [
    ...key.flatMap(({ column, type }) => {
      const found = columns.get(column);
      if (found === undefined) return [missing('key', column)];
      if (KEYS[type].includes(found.type)) return [];
      return [problem('key', `${column} of ${where} is ${found.type}, not ${type}${keyAdvice(column, found)}`)];
    }),
    ...(INDEXED.has(String(columnTexts[0]?.[4])) ? keyProblems(relation, columns, uniqueTexts) : []).map((message) =>
      problem('key', message),
    ),
    ...sources.flatMap(({ field, from, type }) => {
      const path = `fields.${field}`;
      if (type !== 'text') return expecting(path, from, type);
      const found = columns.get(from);
      if (found === undefined) return [missing(path, from)];
      return NO_TEXT.includes(found.type) ? [problem(path, unfit(where, from, found, type))] : [];
    }),
    ...expecting('version', version, 'integer'),
    ...expecting('updatedAt', updatedAt, 'timestamp'),
    ...expecting('createdAt', createdAt, 'timestamp'),
  ];
}

function keyProblems({ schema, table, key }: Relation, columns: ReadonlyMap<string, Column>, texts: readonly Texts[]) {
  const declared = key.map(({ column }) => column);
  if (declared.some((column) => !columns.has(column))) return [];
  const indexes = [...new Set(texts.map(([index]) => index))];
  const unique = indexes.map((index) => texts.flatMap(([of, column]) => (of === index ? [String(column)] : [])));
  const isUnique = unique.some((index) => index.every((column) => declared.includes(column)));
  const nullable = declared.filter((column) => columns.get(column)?.isNotNull !== true);
  const known = unique.map((index) => `(${index.join(', ')})`).join(', ');
  return [
    ...(isUnique
      ? []
      : [
          `(${declared.join(', ')}) is not kept unique by ${schema}.${table}: key the view by ${known === '' ? 'columns with a primary key or a unique index' : `one of ${known}`}`,
        ]),
    ...nullable.map(
      (column) => `${column} of ${schema}.${table} may be null: key the view by columns that are NOT NULL`,
    ),
  ];
}

function keyAdvice(column: string, { type }: Column): string {
  const fitting = (Object.keys(KEYS) as KeyColumn['type'][]).find((kind) => KEYS[kind].includes(type));
  return fitting === undefined
    ? `; a key is ${Object.keys(KEYS).join(', ')}`
    : `: write { column: '${column}', type: '${fitting}' }`;
}

function unfit(where: string, column: string, { type, isEnum }: Column, declared: FieldType): string {
  const fitting = (Object.keys(HOLDING) as Exclude<FieldType, 'text'>[]).filter((kind) => HOLDING[kind].includes(type));
  const choices = [...fitting, ...(isEnum || !NO_TEXT.includes(type) ? ['text'] : [])];
  const way =
    choices.length === 0
      ? 'leave it out, or compare a view of the database that converts it'
      : `declare ${choices.join(' or ')}`;
  return `${column} of ${where} is ${type}, which does not hold ${declared}: ${way}`;
}
