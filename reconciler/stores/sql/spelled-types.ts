/** Column types that have one spelling for each value, and what other stores write for their values. */
import { ExactNumber, type Json, jsonText, type SpelledValue } from '../../engine/index.ts';
import type { CatalogueColumn } from './catalogue.ts';

const WHOLE: readonly string[] = ['int2', 'int4', 'int8'];
const NUMBERS: readonly string[] = [...WHOLE, 'numeric', 'oid'];

/** Types, by name in `pg_catalog`, that never change the value of a text that they accept. */
const EXACT: readonly string[] = [
  ...NUMBERS,
  ...['xid', 'xid8', 'pg_lsn', 'bool', 'bpchar', 'uuid', 'bit', 'varbit', 'xml'],
  ...['inet', 'cidr', 'macaddr', 'macaddr8', 'int4range', 'int8range', 'numrange'],
  ...['int4multirange', 'int8multirange', 'nummultirange'],
];

const EXACT_ELEMENTS: readonly string[] = [...EXACT, 'text', 'varchar'];

/**
 * Types that leave only these texts unchanged: no time in a date, no digits beyond microseconds, and no word such as
 * `now`.
 */
const EXACT_TEXTS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4,}-\d\d?-\d\d?(?: BC)?$/,
  time: /^\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?$/,
  timetz: /^\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:Z|[+-]\d\d(?::?\d\d(?::\d\d)?)?)$/,
  interval: /^(?:[+-]?\d+ (?:years?|mons?|months?|days?)(?: |$))*(?:[+-]?\d+:\d\d(?::\d\d(?:\.\d{1,6})?)?)?$/,
};

type TypeName = Pick<CatalogueColumn, 'typeSchema' | 'typeName'>;

const isBuiltIn = ({ typeSchema }: TypeName): boolean => typeSchema === 'pg_catalog';

/** The name of the type of an array's elements. */
const elementOf = (type: TypeName): string | undefined =>
  isBuiltIn(type) && type.typeName.startsWith('_') ? type.typeName.slice(1) : undefined;

/** An extension puts its type into any schema. */
const isHstore = ({ typeName }: TypeName): boolean => typeName === 'hstore';

export const hasOneSpelling = (type: TypeName): boolean =>
  isHstore(type) ||
  EXACT_ELEMENTS.includes(elementOf(type) ?? '') ||
  (isBuiltIn(type) && (EXACT.includes(type.typeName) || Object.hasOwn(EXACT_TEXTS, type.typeName)));

/**
 * The JSON, as a text, that the type accepts for this value; undefined for a value that the type rejects or would
 * change.
 */
export function documentOf(type: TypeName, value: SpelledValue['value']): string | undefined {
  const { typeName } = type;
  const exact = isBuiltIn(type) ? EXACT_TEXTS[typeName] : undefined;
  if (typeof value === 'string') return exact?.test(value) === false ? undefined : JSON.stringify(value);
  if (typeof value === 'boolean') return typeName === 'bool' ? String(value) : undefined;
  if (typeof value === 'number' || value instanceof ExactNumber) {
    return NUMBERS.includes(typeName) ? jsonText(value) : undefined;
  }
  if (Array.isArray(value)) return elementOf(type) === undefined ? undefined : jsonText(value);
  return isHstore(type) ? hstoreOf(Object.entries(value)) : undefined;
}

/** Pairs of texts, as the input function of hstore takes them; undefined if a value is neither a text nor null. */
function hstoreOf(members: readonly (readonly [string, Json])[]): string | undefined {
  if (!members.every(([, value]) => value === null || typeof value === 'string')) return undefined;
  const inQuotes = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  const pairs = members.map(
    ([name, value]) => `${inQuotes(name)}=>${typeof value === 'string' ? inQuotes(value) : 'NULL'}`,
  );
  return JSON.stringify(pairs.join(', '));
}

/** The spelling of a value that needs no question to the server; undefined if only the server knows. */
export function knownSpelling(type: TypeName, value: SpelledValue['value']): string | undefined {
  return typeof value === 'string' && isBuiltIn(type) ? KNOWN[type.typeName]?.(value) : undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHORT = /^(?:0|-?[1-9]\d{0,3})$/;
const BOOLEANS: Readonly<Record<string, string>> = { t: 'true', true: 'true', f: 'false', false: 'false' };

const ifItIs =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

const KNOWN: Readonly<Record<string, (text: string) => string | undefined>> = {
  uuid: ifItIs(UUID),
  bool: (text) => (Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined),
  bpchar: (text) => (text.includes('\0') ? undefined : text.replace(/ +$/, '')),
  ...Object.fromEntries(WHOLE.map((name) => [name, ifItIs(SHORT)])),
};
