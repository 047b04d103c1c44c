/** Compares a view with what PostgreSQL's catalogue says of its table, before any row is read. */
import type { FieldType, ViewProblem } from '../../engine/index.ts';
import type { CatalogueColumn, CatalogueTable } from './catalogue.ts';
import type { MappedRelation } from './relation.ts';
import type { Compared, Restriction } from '../where.ts';
import { type KeyColumn, MAX_SELECTED, type Relation } from './statement.ts';

const INTEGERS = ['smallint', 'integer', 'bigint'];
const TEXTS = ['text', 'character varying', 'name', '"char"'];

/** Column types whose values can be rendered in the canonical form of a field type. */
const HOLDING: Readonly<Record<Exclude<FieldType, 'text'>, readonly string[]>> = {
  integer: [...INTEGERS, 'numeric', 'oid'],
  decimal: [...INTEGERS, 'numeric', 'real', 'double precision'],
  boolean: ['boolean'],
  /** A timestamp without a zone is read as UTC. */
  timestamp: ['timestamp with time zone', 'timestamp without time zone'],
  binary: ['bytea'],
  json: ['json', 'jsonb'],
};

/** Types whose text is the name of a catalogue object, which depends on the search path. */
const NAMES = [
  'regclass',
  'regcollation',
  'regconfig',
  'regdictionary',
  'regnamespace',
  'regoper',
  'regoperator',
  'regproc',
  'regprocedure',
  'regrole',
  'regtype',
];

/** An array is read as JSON, unless its elements have no text of their own. */
const holds = (kind: keyof typeof HOLDING, type: string): boolean =>
  HOLDING[kind].includes(type) || (kind === 'json' && type.endsWith('[]') && !NAMES.includes(type.slice(0, -2)));

/** Types that are not compared as texts. Timestamps and binaries have field types that compare their values. */
const NO_TEXT: readonly string[] = [...HOLDING.timestamp, ...HOLDING.binary, ...NAMES];

const KEYS: Readonly<Record<KeyColumn['type'], readonly string[]>> = {
  text: TEXTS,
  bigint: INTEGERS,
  uuid: ['uuid'],
};

export function problemsOf(name: string, relation: MappedRelation, catalogue: CatalogueTable): ViewProblem[] {
  const { columns, hidesRows } = catalogue;
  const { schema, table, key, sources, restrictions, version, updatedAt, createdAt } = relation;
  const where = `${schema}.${table}`;
  const problem = (path: string, message: string): ViewProblem => ({ path: `${name}.${path}`, message });
  if (columns.size === 0) return [problem('table', `there is no table ${where} that this user may see`)];
  if (hidesRows) {
    const way = 'connect as its owner or as a role with BYPASSRLS, because a hidden row is not a missing row';
    return [problem('table', `row-level security may hide rows of ${where} from this user: ${way}`)];
  }
  const texts = key.length + relation.columns.length;
  if (texts > MAX_SELECTED) {
    const way = `leave out at least ${texts - MAX_SELECTED} of them`;
    return [problem('fields', `the view declares ${texts} columns, and a view reads at most ${MAX_SELECTED}: ${way}`)];
  }
  const among = (path: string, column: string, judge: (found: CatalogueColumn) => string | undefined) => {
    const found = columns.get(column);
    if (found === undefined) {
      return [problem(path, `${where} has no column ${column}; it has ${[...columns.keys()].join(', ')}`)];
    }
    const message = judge(found);
    return message === undefined ? [] : [problem(path, message)];
  };
  const holding = (path: string, column: string | undefined, type: FieldType) =>
    column === undefined ? [] : among(path, column, (found) => whyUnfit(where, column, found, type));
  return [
    ...key.flatMap(({ column, type }) =>
      among('key', column, (found) => {
        if (found.textCast !== undefined) return `${column} of ${where} is ${found.type}, ${castBy(found.textCast)}`;
        if (!found.isDeterministic) return `${column} of ${where} ${EQUAL_SPELLINGS}`;
        if (found.type === 'character') return `${column} of ${where} ${PADDED}`;
        if (KEYS[type].includes(found.type)) return undefined;
        return `${column} of ${where} is ${found.type}, not ${type}${keyAdvice(column, found)}`;
      }),
    ),
    ...keyMessages(relation, catalogue).map((message) => problem('key', message)),
    ...sources.flatMap(({ field, from, within, type }) =>
      within.length === 0
        ? holding(`fields.${field}`, from, type)
        : among(`fields.${field}`, from, (found) => whyNoDocument(where, from, within, found)),
    ),
    ...restrictions.flatMap((restriction) =>
      among(`where.${[restriction.from, ...restriction.within].join('.')}`, restriction.from, (found) =>
        whyNotComparable(where, restriction, found),
      ),
    ),
    ...holding('version', version, 'integer'),
    ...holding('updatedAt', updatedAt, 'timestamp'),
    ...holding('createdAt', createdAt, 'timestamp'),
  ];
}

/** Why a column cannot be read as this field type; undefined if it can. */
function whyUnfit(
  where: string,
  column: string,
  { type, isEnum, textCast }: CatalogueColumn,
  declared: FieldType,
): string | undefined {
  if (textCast !== undefined) return `${column} of ${where} is ${type}, ${castBy(textCast)}`;
  if (declared === 'text' ? !NO_TEXT.includes(type) : holds(declared, type)) return undefined;
  const fitting = (Object.keys(HOLDING) as (keyof typeof HOLDING)[]).filter((kind) => holds(kind, type));
  const choices = [...fitting, ...(isEnum || !NO_TEXT.includes(type) ? ['text'] : [])];
  const way =
    choices.length === 0
      ? 'leave the field out, or compare a database view that converts it'
      : `declare ${choices.join(' or ')}`;
  return `${column} of ${where} is ${type}, which cannot be read as ${declared}: ${way}`;
}

/** Why nothing can be read from within a column; undefined if it holds documents. */
const whyNoDocument = (
  where: string,
  column: string,
  within: readonly string[],
  { type }: CatalogueColumn,
  dotted = `write from: ['${[column, ...within].join('.')}']`,
): string | undefined =>
  HOLDING.json.includes(type)
    ? undefined
    : `${column} of ${where} is ${type}, so nothing can be read from ${within.join('.')} in it: only json and jsonb hold documents. For a column whose name has a dot, ${dotted}`;

const NUMBERS = [...INTEGERS, 'numeric', 'real', 'double precision'];

/** Why a column cannot be compared with the values of a condition; undefined if it can. */
function whyNotComparable(
  where: string,
  { from, within, test }: Restriction,
  found: CatalogueColumn,
): string | undefined {
  if (within.length > 0) return whyNoDocument(where, from, within, found, 'compare a database view that renames it');
  const values = test.kind === 'beginsWith' ? [test.prefix] : test.kind === 'in' ? test.values : [test.value];
  const wrong = values.find((value) => value !== null && !isComparable(value, found.type));
  if (wrong === undefined || wrong === null) return undefined;
  return `${from} of ${where} is ${found.type}, which is not compared with a ${kindName(wrong)}: ${comparableWay(wrong, found.type)}`;
}

const kindName = (value: Exclude<Compared, null>): string =>
  typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number';

/** One value may have several texts: numbers and times are not compared as texts. */
function isComparable(value: Exclude<Compared, null>, type: string): boolean {
  if (typeof value === 'boolean') return type === 'boolean';
  if (typeof value !== 'string') return NUMBERS.includes(type);
  return !NUMBERS.includes(type) && type !== 'boolean' && !NO_TEXT.includes(type);
}

function comparableWay(value: Exclude<Compared, null>, type: string): string {
  if (typeof value !== 'string') return `write '${String(value)}', as a text`;
  if (NUMBERS.includes(type)) return 'write a number';
  return type === 'boolean' ? 'write true or false' : 'compare a database view that has this condition';
}

const castBy = (cast: string): string =>
  `which the cast of a user (${cast}) turns into text, so that different values may have the same text: drop the cast, or leave the column out`;

const EQUAL_SPELLINGS =
  'treats different texts as the same key (citext, or a nondeterministic collation): key the view by another column, or compare a database view that selects lower() of it';
const PADDED =
  'is character(n), which treats texts that differ only in trailing spaces as the same key: key the view by another column, or compare a database view that casts it to text';

function keyMessages({ schema, table, key }: Relation, { columns, unique, kind }: CatalogueTable): string[] {
  const declared = key.map(({ column }) => column);
  if (unique === undefined || declared.some((column) => !columns.has(column))) return [];
  const nullable = key.filter(({ column, notNull }) => notNull !== true && columns.get(column)?.isNotNull !== true);
  const known = unique.map((index) => `(${index.join(', ')})`).join(', ');
  const way = known === '' ? 'columns with a primary key or a unique index' : `one of ${known}`;
  return [
    ...(keepsUnique(unique, declared)
      ? []
      : [`${schema}.${table} does not keep (${declared.join(', ')}) unique: key the view by ${way}`]),
    // No column of a materialised view can be NOT NULL. A null in the key is found when its row is read.
    ...(kind === MATERIALISED ? [] : nullable).map(
      ({ column, type }) =>
        `${column} of ${schema}.${table} may be null: key the view by columns that are NOT NULL, or write { column: '${column}', type: '${type}', notNull: true } if no row has null there`,
    ),
  ];
}

const MATERIALISED = 'm';

const keepsUnique = (unique: readonly (readonly string[])[], declared: readonly string[]): boolean =>
  unique.some((index) => index.every((column) => declared.includes(column)));

function keyAdvice(column: string, { type }: CatalogueColumn): string {
  const fitting = (Object.keys(KEYS) as KeyColumn['type'][]).find((kind) => KEYS[kind].includes(type));
  return fitting === undefined
    ? `; the types of a key are ${Object.keys(KEYS).join(', ')}: key the view by another unique column, or compare a database view that selects CAST(${column} AS text) AS ${column}`
    : `: write { column: '${column}', type: '${fitting}' }`;
}
