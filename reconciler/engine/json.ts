/**
 * JSON whose numbers keep their digits. A number that a double holds is a `number`; any other is an `ExactNumber`. No
 * value can be both, so equal numbers have equal forms, however they were written.
 */
import { ValueError } from './errors.ts';

/** A number that no double holds, such as 12345678901234567890 or 1e400. */
export class ExactNumber {
  /** Its normal form, a JSON number: equal numbers have equal digits. */
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  /** Serialisers other than this module's show the digits as text, which no double rounds. */
  toJSON(): string {
    return this.digits;
  }
}

/**
 * A value that JSON cannot express: a binary or a set of DynamoDB; or the document `null` in a store that also has a
 * null of its own, such as SQL.
 */
export class NonJsonValue {
  readonly kind: 'binary' | 'string set' | 'number set' | 'binary set' | 'JSON null';
  /** Sorted. Binaries are base64. */
  readonly members: readonly (string | number | ExactNumber)[];

  constructor(kind: NonJsonValue['kind'], members: NonJsonValue['members']) {
    this.kind = kind;
    this.members = members;
  }

  /** As reports show it. */
  toJSON(): Json {
    if (this.kind === 'JSON null') return this.kind;
    return { [this.kind]: this.kind === 'binary' ? (this.members[0] ?? '') : this.members };
  }
}

export const JSON_NULL = new NonJsonValue('JSON null', []);

export type Json =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | NonJsonValue
  | readonly Json[]
  | { readonly [name: string]: Json };

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Maximum number of zeros that a normal form writes out before it uses an exponent. */
const MAX_ZEROS = 400;

/**
 * Parses a number's text; equal numbers give equal values.
 *
 * @throws ValueError for a text that is not a decimal number
 */
export function numberOf(text: string): number | ExactNumber {
  const number = Number(text);
  if (String(number) === text && Number.isFinite(number)) return number;
  const normal = normalNumber(text);
  return Number.isFinite(number) && normalNumber(String(number)) === normal ? Number(normal) : new ExactNumber(normal);
}

/** Without needless zeros, a plus sign, or a negative zero; with an exponent only where the digits would be too many. */
function normalNumber(text: string): string {
  const match = NUMBER.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') throw new ValueError('number', text);
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  const exponent = BigInt(match[4] ?? 0) - BigInt(fraction.length) + BigInt(all.length - digits.length);
  const sign = match[1] === '-' ? '-' : '';
  return `${sign}${exponent > -MAX_ZEROS && exponent < MAX_ZEROS ? plain(digits, Number(exponent)) : scientific(digits, exponent)}`;
}

function plain(digits: string, exponent: number): string {
  if (exponent >= 0) return `${digits}${'0'.repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function scientific(digits: string, exponent: bigint): string {
  const fraction = digits.slice(1);
  return `${digits.slice(0, 1)}${fraction === '' ? '' : `.${fraction}`}e${exponent + BigInt(fraction.length)}`;
}

/** A double holds every number of up to 15 digits, so most texts need no closer look. */
const MAY_LOSE_DIGITS = /[\d.]{16}|\d[eE]/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Put before the digits of a number, and doubled at the start of each string that begins with it. */
const MARK = '\u0001';
const WRITTEN_MARK = '"\\u0001';

/**
 * Parses JSON and keeps every digit. If a name occurs more than once, the last one counts, as in `jsonb`.
 *
 * @throws ValueError for a text that is not JSON, or is nested so deeply that working on it would overflow the stack
 */
export function parseJson(text: string): Json {
  try {
    const value = MAY_LOSE_DIGITS.test(text) ? unmarked(JSON.parse(marked(text))) : (JSON.parse(text) as Json);
    if (text.length > 2 * MAX_DEPTH && isDeeper(value, MAX_DEPTH)) throw new ValueError('json', text);
    return value;
  } catch {
    throw new ValueError('json', text);
  }
}

/** Levels of a document. */
const MAX_DEPTH = 500;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

const marked = (text: string): string =>
  text.replace(STRING_OR_NUMBER, (found) => {
    if (found.startsWith('"')) return found.startsWith(WRITTEN_MARK) ? `${WRITTEN_MARK}${found.slice(1)}` : found;
    return String(Number(found)) === found || !JSON_NUMBER.test(found) ? found : `${WRITTEN_MARK}${found}"`;
  });

function unmarked(value: unknown): Json {
  if (typeof value === 'string' && value.startsWith(MARK)) {
    const text = value.slice(MARK.length);
    return text.startsWith(MARK) ? text : numberOf(text);
  }
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [unmarkedName(name), unmarked(member)]));
}

function unmarkedName(name: string): string {
  if (!name.startsWith(MARK)) return name;
  if (!name.startsWith(MARK, MARK.length)) throw new ValueError('json', name);
  return name.slice(MARK.length);
}

/** Replaces a value that JSON cannot express. */
type OnNonJson = (value: NonJsonValue) => unknown;

const hasOwnForm = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

function written(value: unknown, onNonJson: OnNonJson, indent: string, margin: string): string | undefined {
  if (value instanceof ExactNumber) return value.digits;
  if (value instanceof NonJsonValue) return written(onNonJson(value), onNonJson, indent, margin);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (hasOwnForm(value)) return written(value.toJSON(), onNonJson, indent, margin);
  const isList = Array.isArray(value);
  const inner = margin + indent;
  const colon = indent === '' ? ':' : ': ';
  const members = isList
    ? value.map((item: unknown) => written(item, onNonJson, indent, inner) ?? 'null')
    : Object.entries(value).flatMap(([name, member]) => {
        const text = written(member, onNonJson, indent, inner);
        return text === undefined ? [] : [`${JSON.stringify(name)}${colon}${text}`];
      });
  const [open, close] = isList ? '[]' : '{}';
  if (members.length === 0 || indent === '') return `${open}${members.join(',')}${close}`;
  return `${open}\n${members.map((member) => `${inner}${member}`).join(',\n')}\n${margin}${close}`;
}

/**
 * The document as text for a store of JSON.
 *
 * @throws ValueError for a document with a value that JSON cannot express
 */
export function jsonText(value: Json): string {
  const refuse: OnNonJson = (found) => {
    if (found.kind === 'JSON null') return null;
    throw new ValueError('json', `a document with a ${found.kind}, which JSON cannot express,`);
  };
  return written(value, refuse, '', '') ?? 'null';
}

/** JSON for people and programs to read: as JSON.stringify writes it, with every digit of each number. */
export const shownJson = (value: unknown, indent = 0): string =>
  (hasExactNumber(value)
    ? written(value, (found) => found.toJSON(), ' '.repeat(indent), '')
    : JSON.stringify(value, null, indent)) ?? 'null';

function hasExactNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof ExactNumber || Object.values(value).some(hasExactNumber);
}

/** Whether the text has a lone surrogate: no store that keeps UTF-8 can hold such a text. */
export const hasLoneSurrogate = (text: string): boolean => LONE_SURROGATE.test(text);

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether any name or text in the document has a lone surrogate. */
export function isWellFormed(value: Json): boolean {
  if (typeof value === 'string') return !hasLoneSurrogate(value);
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return true;
  if (value instanceof NonJsonValue) return true;
  if (Array.isArray(value)) return value.every((item: Json) => isWellFormed(item));
  return Object.entries(value).every(([name, member]) => !hasLoneSurrogate(name) && isWellFormed(member));
}
