/**
 * Values as the engine holds them, the same from every store. A field's declared type chooses the form, so that
 * 3000.00 in one store equals 3000 in the other, and the text "1" never equals the number 1.
 */
import { ValueError } from './errors.ts';
import { type Json, jsonText, parseJson } from './json.ts';
import { isoSeconds, shiftedYear } from './timestamp.ts';

export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'timestamp' | 'binary' | 'json';

/** An integer is a bigint; decimals, timestamps and binaries are text in their normal form. */
export type Value = Json | bigint;

/** Fields by name. A field that the store does not hold is absent, which is not the same as null. */
export type Fields = Readonly<Record<string, Value>>;

/** Digits, optionally with a point and more digits. Most numbers look like this, and need less work. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** In UTC, on a day that every month has, so no calendar is needed. */
const UTC =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|\+00(?::?00)?)$/;
const TIMESTAMP =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|([+-])(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?)?( BC)?$/;
/** Characters that are not hexadecimal, not base64, and not padding. */
const NOT_HEX = /[^0-9a-f]/i;
const NOT_BASE64 = /[^A-Za-z0-9+/](?!=?$)|[^A-Za-z0-9+/=]/;

/** The normal form of a value that a store renders as text. */
export function fromText(type: FieldType, text: string): Value {
  switch (type) {
    case 'text':
      return text;
    case 'binary':
      return binaryFrom(text);
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

/**
 * The normal form of a value that a user's function returned.
 *
 * @throws Error for a value that is not of this type
 */
export function normalValue(type: FieldType, value: Value): Value {
  if (value === null || type === 'json') return value;
  if (type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string') {
    return typeof value === 'string' ? fromText(type, value) : value;
  }
  const isNumber = typeof value === 'bigint' || typeof value === 'number';
  if (isNumber && (type === 'integer' || type === 'decimal')) return fromText(type, String(value));
  throw new TypeError(`a ${typeof value} is not of type ${type}`);
}

function integerFrom(text: string): bigint {
  const normal = decimalFrom(text);
  if (!/^-?\d+$/.test(normal)) throw new ValueError('integer', text);
  return BigInt(normal);
}

/** The values of a `numeric` that are not numbers. */
const NOT_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

/** More digits than any `numeric` has. Without this limit, writing out an exponent could fill the memory. */
const MAX_EXPONENT = 150_000;

/** Without exponent, leading zeros, trailing zeros or a negative zero. */
function decimalFrom(text: string): string {
  if (NOT_NUMBERS.includes(text)) return text;
  if (PLAIN.test(text)) return withoutTrailingZeros(text);
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') throw new ValueError('decimal', text);
  const exponent = Number(match[4] ?? 0);
  if (Math.abs(exponent) > MAX_EXPONENT) throw new ValueError('decimal', text);
  const digits = `${'0'.repeat(Math.max(0, -exponent))}${whole}${fraction}${'0'.repeat(Math.max(0, exponent))}`;
  const point = Math.max(0, -exponent) + whole.length + exponent;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, '') || '0';
  const after = digits.slice(point).replace(/0+$/, '');
  const magnitude = after === '' ? before : `${before}.${after}`;
  return match[1] === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** A plain number without the zeros at its end, and without a sign if it is zero. */
function withoutTrailingZeros(text: string): string {
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

/**
 * UTC with six decimals, PostgreSQL's precision; finer digits are rejected, not dropped. A time without a zone is UTC.
 * Years before 1 and after 9999 are in ISO 8601's extended form: 44 BC is -000043.
 */
function timestampFrom(text: string): string {
  if (UTC.test(text)) {
    const zone = text.endsWith('Z') ? text.length - 1 : text.lastIndexOf('+');
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, zone).padEnd(6, '0')}Z`;
  }
  if (text === 'infinity' || text === '-infinity') return text;
  const match = TIMESTAMP.exec(text);
  const fraction = (match?.[7] ?? '').padEnd(9, '0');
  const seconds = match === null ? undefined : secondsOf(match);
  if (seconds === undefined || seconds < MIN_SECONDS || seconds > MAX_SECONDS || !fraction.endsWith('000')) {
    throw new ValueError('timestamp', text);
  }
  return `${isoSeconds(seconds)}.${fraction.slice(0, 6)}Z`;
}

/**
 * The first moment of `Date`, which is long before PostgreSQL's first; and the end of PostgreSQL's last year, 294276.
 */
const MIN_SECONDS = -8.64e12;
const MAX_SECONDS = 9_224_318_015_999;

/** Seconds since 1970; undefined for a day or a time of day that no calendar has. */
function secondsOf(match: RegExpExecArray): number | undefined {
  const [given = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = match
    .slice(10, 13)
    .map((part: string | undefined) => Number(part ?? 0));
  const isBeforeChrist = match[13] !== undefined;
  const { year, shiftedSeconds } = shiftedYear(isBeforeChrist ? 1 - given : given);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCHours() === hour && minute < 60 && second < 60;
  const offset = (match[9] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
  return isReal && date.getUTCDate() === day ? date.getTime() / 1000 - offset + shiftedSeconds : undefined;
}

/** Base64 in one line, made from base64 in lines or from PostgreSQL's hexadecimal digits. */
function binaryFrom(text: string): string {
  const hex = text.startsWith('\\x') ? text.slice(2) : undefined;
  const base64 = text.replaceAll(/\s/g, '');
  const [digits, perGroup, other] = hex === undefined ? [base64, 4, NOT_BASE64] : [hex, 2, NOT_HEX];
  if (digits.length % perGroup !== 0 || other.test(digits)) throw new ValueError('binary', text);
  return hex === undefined ? base64 : Buffer.from(hex, 'hex').toString('base64');
}

/**
 * The value as reports and log lines show it; an integer beyond 2^53 is a text. Undefined for a field that the row does
 * not hold.
 */
export function displayed(value: Value | undefined): Json | undefined {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** The value as a text for a store; objects and arrays as JSON. */
export const writtenText = (value: Exclude<Value, null>): string =>
  typeof value === 'object' ? jsonText(value) : String(value);
