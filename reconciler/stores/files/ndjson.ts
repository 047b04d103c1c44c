import {
  ExactNumber,
  type FieldType,
  fromText,
  isWellFormed,
  type Json,
  parseJson,
  shownJson,
  type Value,
  ValueError,
} from '../../engine/index.ts';
import { Unreadable } from '../unreadable.ts';
import { type BadRecord, type FileRecord, type Format, LineError } from './format.ts';

type Members = Readonly<Record<string, Json>>;

/** One JSON object per line. Numbers keep every digit. */
export const ndjson: Format = {
  async *records(texts) {
    let line = 0;
    /** A line of many pieces is joined once. */
    let begun: string[] = [];
    for await (const text of texts) {
      const lines = text.split('\n');
      const rest = lines.pop() ?? '';
      if (lines.length > 0) {
        lines[0] = `${begun.join('')}${lines[0] ?? ''}`;
        begun = [];
      }
      begun.push(rest);
      for (const written of lines) {
        line += 1;
        if (!isBlank(written)) yield recordOrBad(line, written);
      }
    }
    const last = begun.join('');
    if (!isBlank(last)) yield recordOf(line + 1, last);
  },
  header: () => Promise.resolve(undefined),
};

/** A last line without its end may have been cut off, with all that should follow: that is an error of the whole file. */
function recordOrBad(line: number, written: string): FileRecord | BadRecord {
  try {
    return recordOf(line, written);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { line, problem: error.what, image: () => JSON.stringify(written) };
  }
}

const isBlank = (text: string): boolean => text.trim() === '';

/** The escape of a surrogate, which may be without its other half. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

function recordOf(line: number, written: string): FileRecord {
  const members = membersOf(line, written);
  const mayBeIllFormed = SURROGATE_ESCAPE.test(written);
  return {
    line,
    value(name, type) {
      const member = memberOf(members, name);
      if (member === undefined) return undefined;
      return mayBeIllFormed && !isWellFormed(member) ? unreadable(type, member) : valueOf(type, member);
    },
    keyText(name) {
      const member = memberOf(members, name);
      return typeof member === 'string' ? member : numberText(member);
    },
    image: () => written.trim(),
  };
}

const memberOf = (members: Members, name: string): Json | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

function membersOf(line: number, written: string): Members {
  let parsed: Json;
  try {
    parsed = parseJson(written);
  } catch (error) {
    throw new LineError(line, 'is not valid JSON; write one complete object per line', error);
  }
  const isObject = typeof parsed === 'object' && parsed !== null && !(parsed instanceof ExactNumber);
  if (isObject && !Array.isArray(parsed)) return parsed as Members;
  throw new LineError(line, 'is not a JSON object; write one object per line');
}

const unreadable = (type: FieldType, value: Json): Unreadable => new Unreadable(type, shownJson(value), 'the member');

function valueOf(type: FieldType, value: Json): Value | Unreadable {
  if (value === null || type === 'json') return value;
  const text = textOf(type, value);
  if (text === undefined) {
    return new Unreadable(type, shownJson(value), 'the member', type === 'text' ? value : undefined);
  }
  try {
    return fromText(type, text);
  } catch (error) {
    if (error instanceof ValueError) return unreadable(type, value);
    throw error;
  }
}

/** Numbers may also be written as texts, as many exports do to keep their digits. */
function textOf(type: Exclude<FieldType, 'json'>, value: Json): string | undefined {
  if (typeof value === 'string') return type === 'boolean' ? undefined : value;
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  return type === 'integer' || type === 'decimal' ? numberText(value) : undefined;
}

function numberText(value: Json | undefined): string | undefined {
  if (value instanceof ExactNumber) return value.digits;
  return typeof value === 'number' ? String(value) : undefined;
}
