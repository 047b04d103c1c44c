/**
 * Values as the engine holds them, the same from every store. A field's declared type chooses the form, so that
 * 3000.00 in one store equals 3000 in the other, and the text "1" never equals the number 1.
 */
import { ValueError } from './errors.ts';

export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'timestamp' | 'binary' | 'json';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** An integer is a bigint; decimals, timestamps and binaries are text in their normal form. */
export type Value = Json | bigint;

/** Fields by name. One that the store does not hold at all is absent, which is not the same as null. */
export type Fields = Readonly<Record<string, Value>>;

/** Digits, and maybe a point and more digits; most numbers come so, and need less work. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** In UTC, on a day that every month has: it needs no calendar. */
const UTC =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|\+00(?::?00)?)$/;
const TIMESTAMP = /^((?:[+-]\d{2})?\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/;

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
  if (!/^-?\d+$/.test(normal)) throw new ValueError('integer', text);
  return BigInt(normal);
}

const NO_NUMBER = ['NaN', 'Infinity', '-Infinity'];

/** Without exponent, leading zeros, trailing zeros or a negative zero; or what a `numeric` holds that is no number. */
function decimalFrom(text: string): string {
  if (NO_NUMBER.includes(text)) return text;
  if (PLAIN.test(text)) return withoutTrail(text);
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

/** A plain number without the zeros at its end, and without a sign if it is zero. */
function withoutTrail(text: string): string {
  let end = text.length;
  if (text.includes('.')) {
    while (text.charCodeAt(end - 1) === ZERO) end -= 1;
    if (text.charCodeAt(end - 1) === POINT) end -= 1;
  }
  const normal = text.slice(0, end);
  return normal === '-0' ? '0' : normal;
}

const ZERO = 48;
const POINT = 46;

/** UTC with six decimals, PostgreSQL's precision; finer digits are refused rather than dropped. */
function timestampFrom(text: string): string {
  if (UTC.test(text)) {
    const zone = text.endsWith('Z') ? text.length - 1 : text.lastIndexOf('+');
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, zone).padEnd(6, '0')}Z`;
  }
  if (text === 'infinity' || text === '-infinity') return text;
  const match = TIMESTAMP.exec(text);
  const fraction = (match?.[3] ?? '').padEnd(9, '0');
  const zone = match?.[4] ?? 'Z';
  const offset = zone.length === 3 ? `${zone}:00` : zone;
  const seconds = Date.parse(`${match?.[1] ?? ''}T${match?.[2] ?? ''}${offset}`);
  if (match === null || Number.isNaN(seconds) || !fraction.endsWith('000')) throw new ValueError('timestamp', text);
  return `${new Date(seconds).toISOString().slice(0, -'.000Z'.length)}.${fraction.slice(0, 6)}Z`;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ValueError('json', text);
  }
}

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
