/**
 * Canonical values: the one definition of how what a store holds becomes something that can be compared, the same
 * from every store. A field's declared type chooses the form, so that 3000.00 in one store equals 3000 in the other,
 * and the text "1" never equals the number 1.
 */
import { ValueError } from './errors.ts';

/** Part of every token. Raise it whenever the same value would get another text. */
export const CANONICAL_VERSION = 1;

export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'timestamp' | 'binary' | 'json';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** An integer is a bigint; decimals, timestamps and binaries are text in their normal form. */
export type Value = Json | bigint;

/** Fields by name. One that the store does not hold at all is absent, which is not the same as null. */
export type Fields = Readonly<Record<string, Value>>;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/;

/** The normal form of a value that a store renders as text. */
export function fromText(type: FieldType, text: string): Value {
  switch (type) {
    case 'text':
    case 'binary':
      return text;
    case 'integer':
      return integerFrom(text);
    case 'decimal':
      return decimalFrom(text);
    case 'boolean':
      if (text === 'true' || text === 't') return true;
      if (text === 'false' || text === 'f') return false;
      throw new ValueError(type, text);
    case 'timestamp':
      return timestampFrom(text);
    case 'json':
      return parseJson(text);
  }
}

function integerFrom(text: string): bigint {
  const normal = decimalFrom(text);
  if (normal.includes('.')) throw new ValueError('integer', text);
  return BigInt(normal);
}

/** Without exponent, leading zeros, trailing zeros or a negative zero. */
function decimalFrom(text: string): string {
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') throw new ValueError('decimal', text);
  const exponent = Number(match[4] ?? 0);
  if (Math.abs(exponent) > 1000) throw new ValueError('decimal', text);
  const digits = `${'0'.repeat(Math.max(0, -exponent))}${whole}${fraction}${'0'.repeat(Math.max(0, exponent))}`;
  const point = Math.max(0, -exponent) + whole.length + exponent;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
  const after = digits.slice(point).replace(/0+$/, '');
  const magnitude = after === '' ? before : `${before}.${after}`;
  return match[1] === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** UTC with six decimals, PostgreSQL's precision; finer digits are refused rather than dropped. */
function timestampFrom(text: string): string {
  const match = TIMESTAMP.exec(text);
  const fraction = (match?.[3] ?? '').padEnd(9, '0');
  const zone = match?.[4] ?? 'Z';
  const offset = zone.length === 3 ? `${zone}:00` : zone;
  const seconds = Date.parse(`${match?.[1] ?? ''}T${match?.[2] ?? ''}${offset}`);
  if (match === null || Number.isNaN(seconds) || !fraction.endsWith('000')) throw new ValueError('timestamp', text);
  return `${new Date(seconds).toISOString().slice(0, 19)}.${fraction.slice(0, 6)}Z`;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ValueError('json', text);
  }
}

/** Whether values of two declared types can be equal at all. */
export const comparable = (left: FieldType, right: FieldType): boolean => kindOf(left) === kindOf(right);

const kindOf = (type: FieldType): string => (type === 'integer' || type === 'decimal' ? 'number' : type);

/**
 * One text for a value; two values have the same text exactly when they are equal. A schemaless store may hold what
 * the field's type does not allow: an object stands for that, and equals nothing of the type.
 */
export function canonicalText(type: FieldType, value: Value | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (type === 'json' && typeof value !== 'bigint') return `json:${canonicalJson(value)}`;
  return typeof value === 'object' ? `mistyped:${canonicalJson(value)}` : `${kindOf(type)}:${String(value)}`;
}

/** JSON with the names of objects in code-unit order. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** A key of several parts. JSON keeps the parts apart, whatever characters they hold. */
export const compositeKey = (parts: readonly string[]): string => JSON.stringify(parts);

/** As a report or a log line shows it; an integer beyond 2^53 as text. */
export function displayed(value: Value | undefined): Json {
  if (value === undefined) return null;
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** As a store takes it in a text: JSON for what has parts. */
export const writtenText = (value: Exclude<Value, null>): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
