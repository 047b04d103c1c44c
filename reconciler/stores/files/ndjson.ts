import { parse } from 'lossless-json';
import { type FieldType, fromText, type Json, type Value } from '../../engine/index.ts';
import { exactNumber } from '../exact-number.ts';
import { type FileRecord, type Format, LineError } from './format.ts';

type Members = Readonly<Record<string, Json>>;

/** One JSON object a line. Numbers keep every digit. */
export const ndjson: Format = {
  async *records(texts) {
    let line = 0;
    let rest = '';
    for await (const text of texts) {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const written of lines) {
        line += 1;
        if (!isBlank(written)) yield recordOf(line, written);
      }
    }
    if (!isBlank(rest)) yield recordOf(line + 1, rest);
  },
  header: () => Promise.resolve(undefined),
};

const isBlank = (text: string): boolean => text.trim() === '';

function recordOf(line: number, written: string): FileRecord {
  const members = membersOf(line, written);
  return {
    line,
    value: (member, type) => (Object.hasOwn(members, member) ? valueOf(type, members[member] ?? null) : undefined),
    keyText: (member) => (Object.hasOwn(members, member) ? keyText(members[member] ?? null) : undefined),
    image: () => written.trim(),
  };
}

function membersOf(line: number, written: string): Members {
  let parsed: unknown;
  try {
    parsed = parse(written, undefined, exactNumber);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new LineError(line, `is no JSON (${what}); write one whole object a line`, error);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Members;
  throw new LineError(line, 'is no JSON object; write one object a line');
}

function valueOf(type: FieldType, value: Json): Value {
  if (value === null || type === 'json') return value;
  const text = textOf(type, value);
  if (text === undefined) throw new Error(`${JSON.stringify(value).slice(0, 80)} is no ${type}`);
  return fromText(type, text);
}

/** Numbers may be written as texts too, as many exports do to keep their digits. */
function textOf(type: Exclude<FieldType, 'json'>, value: Json): string | undefined {
  if (typeof value === 'string') return type === 'boolean' ? undefined : value;
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  return type === 'integer' || type === 'decimal' ? numberText(value) : undefined;
}

const keyText = (value: Json): string | undefined => (typeof value === 'string' ? value : numberText(value));

/** Of a number, or of one that has more digits than a number keeps. */
function numberText(value: Json): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { number } = value as Members;
  return typeof number === 'string' ? number : undefined;
}
