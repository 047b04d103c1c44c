/** Compares a view with what PostgreSQL's catalogue says of its table, before any row is read. */
import type { FieldType, ViewProblem } from '../../engine/index.ts';
import type { CatalogueColumn, CatalogueTable } from './catalogue.ts';
import type { MappedRelation } from './relation.ts';
import type { KeyColumn, Relation } from './statement.ts';

const INTEGERS = ['smallint', 'integer', 'bigint'];
const TEXTS = ['text', 'character varying', 'character', 'name', 'citext', '"char"'];

/** Types of columns whose values are rendered in the canonical form of a field's type. */
const HOLDING: Readonly<Record<Exclude<FieldType, 'text'>, readonly string[]>> = {
  integer: [...INTEGERS, 'numeric', 'oid'],
  decimal: [...INTEGERS, 'numeric', 'real', 'double precision'],
  boolean: ['boolean'],
  /** One without a zone is taken to be in UTC. */
  timestamp: ['timestamp with time zone', 'timestamp without time zone'],
  binary: ['bytea'],
  json: ['json', 'jsonb'],
};

/** Types whose text depends on settings of the session, so that it cannot be compared. */
const NO_TEXT: readonly string[] = [...HOLDING.timestamp, 'bytea', 'money', 'interval', 'xml'];

const KEYS: Readonly<Record<KeyColumn['type'], readonly string[]>> = { text: TEXTS, bigint: INTEGERS, uuid: ['uuid'] };

export function problemsOf(
  name: string,
  relation: MappedRelation,
  { columns, unique }: CatalogueTable,
  isWritten: boolean,
): ViewProblem[] {
  const { schema, table, key, sources, version, updatedAt, createdAt } = relation;
  const where = `${schema}.${table}`;
  const problem = (path: string, message: string): ViewProblem => ({ path: `${name}.${path}`, message });
  if (columns.size === 0) return [problem('table', `there is no table ${where} that this user may see`)];
  const among = (path: string, column: string, judge: (found: CatalogueColumn) => string | undefined) => {
    const found = columns.get(column);
    if (found === undefined) {
      return [problem(path, `${where} has no column ${column}; it has ${[...columns.keys()].join(', ')}`)];
    }
    const message = judge(found);
    return message === undefined ? [] : [problem(path, message)];
  };
  const holding = (path: string, column: string | undefined, type: FieldType) =>
    column === undefined ? [] : among(path, column, (found) => unfit(where, column, found, type, isWritten));
  return [
    ...key.flatMap(({ column, type }) =>
      among('key', column, (found) => {
        if (KEYS[type].includes(found.type)) return undefined;
        return `${column} of ${where} is ${found.type}, not ${type}${keyAdvice(column, found)}`;
      }),
    ),
    ...keyMessages(relation, columns, unique).map((message) => problem('key', message)),
    ...sources.flatMap(({ field, from, type }) => holding(`fields.${field}`, from, type)),
    ...holding('version', version, 'integer'),
    ...holding('updatedAt', updatedAt, 'timestamp'),
    ...holding('createdAt', createdAt, 'timestamp'),
  ];
}

/** Why a column does not do for a field of this type. */
function unfit(
  where: string,
  column: string,
  { type, isEnum }: CatalogueColumn,
  declared: FieldType,
  isWritten: boolean,
): string | undefined {
  if (isWritten && type === 'timestamp without time zone') {
    return `${column} of ${where} is ${type}, which is compared but not written: make it timestamptz, or the view not writable`;
  }
  if (declared === 'text' ? !NO_TEXT.includes(type) : HOLDING[declared].includes(type)) return undefined;
  const fitting = (Object.keys(HOLDING) as (keyof typeof HOLDING)[]).filter((kind) => HOLDING[kind].includes(type));
  const choices = [...fitting, ...(isEnum || !NO_TEXT.includes(type) ? ['text'] : [])];
  const way =
    choices.length === 0
      ? 'leave it out, or compare a view of the database that converts it'
      : `declare ${choices.join(' or ')}`;
  return `${column} of ${where} is ${type}, which does not hold ${declared}: ${way}`;
}

function keyMessages(
  { schema, table, key }: Relation,
  columns: CatalogueTable['columns'],
  unique: CatalogueTable['unique'],
): string[] {
  const declared = key.map(({ column }) => column);
  if (unique === undefined || declared.some((column) => !columns.has(column))) return [];
  const nullable = declared.filter((column) => columns.get(column)?.isNotNull !== true);
  const known = unique.map((index) => `(${index.join(', ')})`).join(', ');
  const way = known === '' ? 'columns with a primary key or a unique index' : `one of ${known}`;
  return [
    ...(keepsUnique(unique, declared)
      ? []
      : [`(${declared.join(', ')}) is not kept unique by ${schema}.${table}: key the view by ${way}`]),
    ...nullable.map(
      (column) => `${column} of ${schema}.${table} may be null: key the view by columns that are NOT NULL`,
    ),
  ];
}

const keepsUnique = (unique: readonly (readonly string[])[], declared: readonly string[]): boolean =>
  unique.some((index) => index.every((column) => declared.includes(column)));

function keyAdvice(column: string, { type }: CatalogueColumn): string {
  const fitting = (Object.keys(KEYS) as KeyColumn['type'][]).find((kind) => KEYS[kind].includes(type));
  return fitting === undefined
    ? `; a key is ${Object.keys(KEYS).join(', ')}`
    : `: write { column: '${column}', type: '${fitting}' }`;
}
