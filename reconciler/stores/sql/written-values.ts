/**
 * The texts that a copy writes: the master's stored texts if it is PostgreSQL too, otherwise exact conversions of its
 * values.
 */
import {
  type FieldType,
  type GuardedWrite,
  type Json,
  jsonText,
  own,
  parseJson,
  type StoredValue,
  type Value,
  writtenText,
} from '../../engine/index.ts';
import { type FieldSource, pathText } from '../field.ts';
import { membersOf } from '../json-member.ts';
import { Refusal } from './refusal.ts';
import { type MappedRelation, STORE } from './relation.ts';
import type { Assignment } from './write-statement.ts';
import type { WrittenColumn, WrittenTable } from './written-table.ts';

type Values = Pick<Extract<GuardedWrite, { kind: 'create' }>, 'fields' | 'stored'>;

/**
 * Assignments to the columns of these fields, without the columns that the database computes.
 *
 * @param before the texts of the row's columns; none for a new row
 * @throws Refusal if a column cannot take its value
 */
export function copied(
  { sources }: Pick<MappedRelation, 'sources'>,
  { columns }: WrittenTable,
  { fields, stored = {} }: Values,
  before: ReadonlyMap<string, string | null> = new Map(),
): Assignment[] {
  const given = sources.filter(({ field }) => own(fields, field) !== undefined);
  const writable = (from: string): WrittenColumn[] => {
    const column = columns.get(from);
    return column === undefined || column.isGenerated ? [] : [column];
  };
  const documents = new Set(given.filter(({ within }) => within.length > 0).map(({ from }) => from));
  const whole = given.flatMap(({ field, from, within, type }): Assignment[] => {
    if (within.length > 0) return [];
    if (documents.has(from)) throw new Refusal(`${from} is written whole and in part: declare one of the two`);
    return writable(from).map((column) => ({
      column,
      text: wholeText(type, own(fields, field) ?? null, own(stored, field), column),
    }));
  });
  const inPart = [...documents].flatMap((from): Assignment[] => {
    const sourcesOf = given.filter((one) => one.from === from);
    return writable(from).map((column) => ({
      column,
      text: documentText(before.get(from) ?? null, sourcesOf, fields),
    }));
  });
  return [...whole, ...inPart];
}

function wholeText(type: FieldType, value: Value, kept: StoredValue | undefined, column: WrittenColumn): string | null {
  const isKept = value !== null && kept?.store === STORE;
  if (type !== 'json') return isKept ? kept.text : textOf(type, value);
  const isArray = column.shownType.endsWith('[]');
  // The text of an array is no JSON, and JSON is no text of an array.
  if (isKept && isArrayText(kept.text, value) === isArray) return kept.text;
  return isArray ? arrayOf(column, value) : textOf(type, value);
}

const isArrayText = (text: string, value: Value): boolean =>
  Array.isArray(value) && (text.startsWith('{') || /^\[[^"]*\]=\{/.test(text));

function arrayOf({ name, shownType }: WrittenColumn, value: Value): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return arrayText(value as readonly Json[]);
  throw new Refusal(`${name} is ${shownType}, and the master's value is not an array`);
}

/** The text of a PostgreSQL array. */
const arrayText = (items: readonly Json[]): string =>
  `{${items
    .map((item) => {
      if (item === null) return 'NULL';
      if (Array.isArray(item)) return arrayText(item as readonly Json[]);
      return inQuotes(typeof item === 'string' ? item : jsonText(item));
    })
    .join(',')}}`;

const inQuotes = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** The document with the members of these fields replaced. */
function documentText(text: string | null, sources: readonly FieldSource[], fields: Values['fields']): string {
  let document: Json = text === null ? null : parseJson(text);
  for (const source of sources) {
    const value = own(fields, source.field) ?? null;
    document = withMember(document, source.within, memberOf(source.type, value), pathText(source));
  }
  return jsonText(document);
}

function withMember(found: Json, [name, ...rest]: readonly string[], value: Json, shown: string): Json {
  if (name === undefined) return value;
  const members = membersOf(found);
  if (found !== null && members === undefined) throw new Refusal(`${shown}: a value on the way is not an object`);
  const inner = members !== undefined && Object.hasOwn(members, name) ? (members[name] ?? null) : null;
  return { ...members, [name]: withMember(inner, rest, value, shown) };
}

/** A value as it stands in a document. */
function memberOf(type: FieldType, value: Value): Json {
  if (value === null) return null;
  if (type === 'integer' || type === 'decimal') return parseJson(writtenText(value));
  return typeof value === 'bigint' ? parseJson(String(value)) : value;
}

function textOf(type: FieldType, value: Value): string | null {
  if (value === null) return null;
  switch (type) {
    case 'json':
      return typeof value === 'bigint' ? String(value) : jsonText(value);
    case 'timestamp':
      return momentText(writtenText(value));
    case 'binary':
      return `\\x${Buffer.from(writtenText(value), 'base64').toString('hex')}`;
    case 'text':
    case 'integer':
    case 'decimal':
    case 'boolean':
      return writtenText(value);
  }
}

const EXTENDED_YEAR = /^([+-])(\d{6})/;

/** PostgreSQL writes years before 1 as BC, and years of more than four digits without a sign. */
function momentText(text: string): string {
  const [, sign, digits = ''] = EXTENDED_YEAR.exec(text) ?? [];
  if (sign !== '-' && !text.startsWith('0000'))
    return sign === '+' ? text.replace(EXTENDED_YEAR, String(Number(digits))) : text;
  const year = sign === '-' ? Number(digits) + 1 : 1;
  return `${text.replace(/^(?:-\d{6}|0000)/, String(year).padStart(4, '0'))} BC`;
}
