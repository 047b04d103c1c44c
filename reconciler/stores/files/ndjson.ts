import { isWellFormed, type Json, parseJson } from '../../engine/index.ts';
import { memberAt, membersOf, memberValue, numberText, unreadableMember } from '../json-member.ts';
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
  const members = objectIn(line, written);
  const mayBeIllFormed = SURROGATE_ESCAPE.test(written);
  return {
    line,
    value(path, type) {
      const member = memberAt(type, members, path);
      if (member === undefined || member instanceof Unreadable) return member;
      return mayBeIllFormed && !isWellFormed(member) ? unreadableMember(type, member) : memberValue(type, member);
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

function objectIn(line: number, written: string): Members {
  let parsed: Json;
  try {
    parsed = parseJson(written);
  } catch (error) {
    throw new LineError(line, 'is not valid JSON; write one complete object per line', error);
  }
  const members = membersOf(parsed);
  if (members !== undefined) return members;
  throw new LineError(line, 'is not a JSON object; write one object per line');
}
