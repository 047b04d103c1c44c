import { type Fields, RecordVersion, type StoredRecord } from '../schemas/evidence/index.ts';
import { MalformedError, parseAgain } from './json.ts';
import { demandSequence } from './lines.ts';

/**
 * A line of a view's file. Checked by hand, because there are millions: what JSON can hold needs no further check.
 *
 * @param parse the line, which need not be verified again whenever it is read
 * @throws MalformedError when it is not a record, or not in its place
 */
export function parseRecord(line: string, place: number, parse = parseAgain): StoredRecord {
  const parsed = parse(line);
  if (!isObject(parsed)) throw new MalformedError('it is not an object');
  const { sequence, key, fields, version, touchedAt, ...others } = parsed;
  demandSequence(sequence, place);
  if (typeof key !== 'string') throw new MalformedError('key: must be a text');
  if (!isObject(fields)) throw new MalformedError('fields: must be an object');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new MalformedError(`${unknown}: is not a known field`);
  const record: StoredRecord = { key, fields: fields as Fields };
  if (version !== undefined) record.version = textIn('version', version, RecordVersion, 'a whole number as a text');
  if (touchedAt !== undefined)
    record.touchedAt = textIn('touchedAt', touchedAt, TIME, 'a time in UTC, with milliseconds');
  return record;
}

const TIME = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/;

function textIn(field: string, value: unknown, shape: RegExp, noun: string): string {
  if (typeof value !== 'string' || !shape.test(value)) throw new MalformedError(`${field}: must be ${noun}`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
