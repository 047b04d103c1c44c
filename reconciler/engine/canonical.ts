/**
 * Canonical values: the bytes by which a value is compared. They are the same from every store, and cheap to render in
 * SQL. Each value's text states where it ends, so a sequence of texts can be read in only one way:
 *
 *     #<digits>;       number: no exponent, no needless zero        b<t or f>;     boolean
 *     s<n>;<text>      text of n bytes                              x<n>;<hex>     binary of n bytes
 *     @<16 hex>;       timestamp: microseconds since 2000-01-01 UTC, a 64-bit integer in two's complement
 *     j<n>;<text>      JSON of n bytes, names sorted                m<n>;<text>    JSON of a value that is not of the field's type
 *     #; b; s; ...     null of that type                            a;             absent
 *
 * Texts are UTF-8 as the store returned them; Unicode is not normalised.
 */
import { ValueError } from './errors.ts';
import { ExactNumber, hasLoneSurrogate, type Json, NonJsonValue } from './json.ts';
import { microsecondsOf } from './timestamp.ts';
import type { FieldType, Value } from './value.ts';

/** Part of every token. Raise it whenever the bytes of any value change. */
export const CANONICAL_VERSION = 3;

/** Whether values of the two declared types can ever be equal. */
export const comparable = (left: FieldType, right: FieldType): boolean => kindOf(left) === kindOf(right);

const kindOf = (type: FieldType): string => (type === 'integer' || type === 'decimal' ? 'number' : type);

const MARKS: Readonly<Record<FieldType, string>> = {
  text: 's',
  integer: '#',
  decimal: '#',
  boolean: 'b',
  timestamp: '@',
  binary: 'x',
  json: 'j',
};

/**
 * Two values of comparable types have the same text exactly when they are equal. A schemaless store may hold a value
 * that the field's type does not allow. Such a value is an object, and equals no value of the type.
 *
 * @throws ValueError for a text that is not a timestamp in the normal form
 */
export function canonicalText(type: FieldType, value: Value | undefined): string {
  if (value === undefined) return 'a;';
  const mark = MARKS[type];
  if (value === null) return `${mark};`;
  if (type === 'json') return measured(mark, typeof value === 'bigint' ? String(value) : canonicalJson(value));
  if (typeof value === 'object' || (type === 'boolean') !== (typeof value === 'boolean')) {
    return measured('m', typeof value === 'bigint' ? String(value) : canonicalJson(value));
  }
  switch (type) {
    case 'text':
      return canonicalString(String(value));
    case 'timestamp':
      return `${mark}${microsecondsHex(String(value))};`;
    case 'binary': {
      const bytes = Buffer.from(String(value), 'base64');
      return `${mark}${bytes.length};${bytes.toString('hex')}`;
    }
    case 'boolean':
      return value === true ? `${mark}t;` : `${mark}f;`;
    case 'integer':
    case 'decimal':
      return `${mark}${value};`;
  }
}

/** A text with a lone surrogate cannot be encoded in UTF-8; its JSON says which surrogate it was. */
export const canonicalString = (text: string): string =>
  hasLoneSurrogate(text) ? measured('m', JSON.stringify(text)) : measured(MARKS.text, text);

/** A text, preceded by its mark and its length in bytes. */
const measured = (mark: string, text: string): string => `${mark}${Buffer.byteLength(text)};${text}`;

/** The same digits as PostgreSQL's `timestamptz_send`. */
function microsecondsHex(text: string): string {
  const microseconds = microsecondsOf(text);
  if (microseconds === undefined) throw new ValueError('timestamp', text);
  return BigInt.asUintN(64, microseconds).toString(16).padStart(16, '0');
}

/**
 * JSON with the names of objects in code-unit order, and numbers by value: 1e2, 100 and 100.0 are one. A value that
 * JSON cannot express is written in a form that is not JSON, so that it equals no document.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof ExactNumber) return value.digits;
  if (value instanceof NonJsonValue) return `<${value.kind} ${canonicalJson(value.members)}>`;
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** A key of several parts. JSON keeps the parts apart, whatever characters they hold. */
export const compositeKey = (parts: readonly string[]): string => JSON.stringify(parts);
