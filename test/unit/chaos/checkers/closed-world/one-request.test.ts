/** What the stores hold of one request against what they must hold: which record is meant by which expectation. */
import { describe, expect, it } from '@jest/globals';
import { noFindings } from '../../../../../chaos/checkers/closed-world/findings.ts';
import {
  compareRequest,
  type HeldRecord,
  type VersionOf,
} from '../../../../../chaos/checkers/closed-world/one-request.ts';
import type { Fields } from '../../../../../chaos/schemas/index.ts';
import {
  anyNumberOf,
  change,
  either,
  type Expected,
  integer,
  record,
  sameAs,
  time,
} from '../../../../../chaos/system/index.ts';

const [FROM, TO] = ['2026-01-01T12:00:00Z', '2026-01-01T13:00:00Z'];

/** The lines of all findings about the request `r-1`. */
function found(expected: readonly Expected[], held: readonly HeldRecord[], versionOf?: VersionOf) {
  const findings = noFindings();
  const run = { from: Date.parse(FROM), to: Date.parse(TO) };
  compareRequest('r-1', expected, [...held], { run }, findings, versionOf);
  const { violations, undecided } = findings;
  return [...violations.lines, ...undecided.lines];
}

/** A record with a key, or one that was found by a field. */
const keyed = (view: string, key: string, fields: Fields): HeldRecord => ({ view, key, fields });
const foundBy = (view: string, fields: Fields): HeldRecord => ({ view, key: undefined, fields });

describe('a record that must stand', () => {
  const PAID = record('bills', 'b-1', { state: 'PAID', cents: 5 });

  it.each<[what: string, held: HeldRecord[], lines: string[]]>([
    ['stands', [keyed('bills', 'b-1', { state: 'PAID', cents: 5 })], []],
    ['is missing', [], ['bills b-1: missing, with state "PAID", cents 5']],
    [
      'has another value, and another',
      [keyed('bills', 'b-1', { state: 'OPEN', cents: 6 })],
      ['bills b-1: state is "OPEN", must be "PAID"; cents is 6, must be 5'],
    ],
    ['lacks a field', [keyed('bills', 'b-1', { state: 'PAID' })], ['bills b-1: cents is absent, must be 5']],
    [
      'has a field more',
      [keyed('bills', 'b-1', { state: 'PAID', cents: 5, note: 'x', more: 1 })],
      [
        'bills b-1: the definition does not say what note must hold',
        'bills b-1: the definition does not say what more must hold',
      ],
    ],
    [
      'has another key',
      [keyed('bills', 'b-2', { state: 'PAID', cents: 5 })],
      [
        'bills b-1: missing, with state "PAID", cents 5',
        'bills b-2: nothing explains this record (state "PAID", cents 5)',
      ],
    ],
    [
      'stands in another view',
      [keyed('notes', 'b-1', { state: 'PAID', cents: 5 })],
      [
        'bills b-1: missing, with state "PAID", cents 5',
        'notes b-1: nothing explains this record (state "PAID", cents 5)',
      ],
    ],
  ])('%s', (_what, held, lines) => {
    expect(found([PAID], held)).toEqual(lines);
  });

  it('may be found by a field, which is no field that it may lack or have', () => {
    const entry = record('entries', { bill: 'r-1' }, { cents: 5 });
    expect(found([entry], [foundBy('entries', { cents: 5 })])).toEqual([]);
    expect(found([entry], [foundBy('entries', { cents: 5, bill: 'r-1' })])).toEqual([]);
    expect(found([entry], [foundBy('entries', { cents: 6 })])).toEqual(['entries of r-1: cents is 6, must be 5']);
    expect(found([entry], [foundBy('entries', { cents: 5, by: 'me' })])).toEqual([
      'entries of r-1: the definition does not say what by must hold',
    ]);
    expect(found([entry], [])).toEqual(['entries of r-1: missing, with cents 5, bill "r-1"']);
    expect(found([entry], [foundBy('bills', { cents: 5 })])).toEqual([
      'entries of r-1: missing, with cents 5, bill "r-1"',
      'bills of r-1: nothing explains this record (cents 5)',
    ]);
  });

  it('may be found by a field that its expectation states as well: only the other fields are compared', () => {
    const entry = record('entries', { bill: 'r-1' }, { bill: 'stated', cents: 5 });
    expect(found([entry], [foundBy('entries', { cents: 5 })])).toEqual([]);
    expect(found([entry], [foundBy('entries', { cents: 6 })])).toEqual(['entries of r-1: cents is 6, must be 5']);
  });

  it('may hold what matchers allow: they see the other fields, and the times of the run', () => {
    const fields = { at: time(), cents: integer({ min: 1 }), copy: sameAs('cents') };
    const entry = record('entries', { bill: 'r-1' }, fields);
    expect(found([entry], [foundBy('entries', { at: FROM, cents: 7, copy: 7 })])).toEqual([]);
    expect(found([entry], [foundBy('entries', { at: TO, cents: 0, copy: 0 })])).toEqual([
      'entries of r-1: cents is 0, must be an integer from 1',
    ]);
    expect(found([entry], [foundBy('entries', { at: '2026-01-01T14:00:00Z', cents: 1, copy: 2 })])).toEqual([
      'entries of r-1: at is "2026-01-01T14:00:00Z", must be a time during the run; copy is 2, must be the same as cents',
    ]);
  });
});

describe('a record that was written at least so often', () => {
  const PAID = record('bills', 'b-1', { state: 'PAID' }, { minVersion: 2 });
  const held = [keyed('bills', 'b-1', { state: 'PAID' })];
  const versions: VersionOf = (view, key) => (view === 'bills' && key === 'b-1' ? '1' : '9');

  it.each<[what: string, versionOf: VersionOf | undefined, lines: string[]]>([
    ['has that version', () => '2', []],
    ['has a later version', () => '12345678901234567890', []],
    ['has an earlier one', versions, ['bills b-1: has version 1, must have 2 at least, because each write raises it']],
    ['has none', () => undefined, ['bills b-1: has no version, must have 2 at least, because each write raises it']],
    ['is not asked for its version', undefined, []],
  ])('%s', (_what, versionOf, lines) => {
    expect(found([PAID], held, versionOf)).toEqual(lines);
  });

  it('may have any version if the definition states none', () => {
    expect(found([record('bills', 'b-1', { state: 'PAID' })], held, versions)).toEqual([]);
  });

  it('is reported once if its fields differ as well', () => {
    expect(found([record('bills', 'b-1', { state: 'OPEN' }, { minVersion: 2 })], held, versions)).toEqual([
      'bills b-1: state is "PAID", must be "OPEN"',
    ]);
  });

  it('may stand in a set', () => {
    const [line] = found([either([PAID], [])], held, versions);
    expect(line).toBe('bills b-1: has version 1, must have 2 at least, because each write raises it');
  });

  it('is found by its key', () => {
    expect(() => record('entries', { bill: 'r-1' }, {}, { minVersion: 2 })).toThrow(
      'a record of entries is found by a field, so its version is not compared; leave out minVersion',
    );
  });
});

describe('several records of a view that must stand', () => {
  const entry = (kind: string, cents: number) => record('entries', { bill: 'r-1' }, { kind, cents });
  const held = (kind: string, cents: number) => foundBy('entries', { kind, cents });

  it('are each the record that fits, in whatever order', () => {
    expect(found([entry('IN', 5), entry('OUT', 5)], [held('OUT', 5), held('IN', 5)])).toEqual([]);
    expect(found([entry('IN', 5), entry('IN', 5)], [held('IN', 5), held('IN', 5)])).toEqual([]);
  });

  it('need as many records as there are expectations', () => {
    expect(found([entry('IN', 5), entry('IN', 5)], [held('IN', 5)])).toEqual([
      'entries of r-1: missing, with kind "IN", cents 5, bill "r-1"',
    ]);
    expect(found([entry('IN', 5)], [held('IN', 5), held('IN', 5), held('OUT', 1)])).toEqual([
      'entries of r-1: nothing explains this record (kind "IN", cents 5)',
      'entries of r-1: nothing explains this record (kind "OUT", cents 1)',
    ]);
  });

  it('are the nearest record if none fits', () => {
    const line = 'entries of r-1: cents is 6, must be 5';
    const other = 'entries of r-1: nothing explains this record (kind "OUT", cents 7)';
    expect(found([entry('IN', 5)], [held('OUT', 7), held('IN', 6)])).toEqual([line, other]);
    expect(found([entry('IN', 5)], [held('IN', 6), held('OUT', 7)])).toEqual([line, other]);
  });

  it('are the first of those that are as near', () => {
    expect(found([entry('IN', 5)], [held('IN', 6), held('IN', 7)])).toEqual([
      'entries of r-1: cents is 6, must be 5',
      'entries of r-1: nothing explains this record (kind "IN", cents 7)',
    ]);
  });
});

describe('exactly one of several sets', () => {
  const entry = (kind: string) => record('entries', { bill: 'r-1' }, { kind, cents: 5 });
  const held = (kind: string, cents = 5) => foundBy('entries', { kind, cents });
  const bill = record('bills', 'b-1', { state: 'VOID' });
  const standing = keyed('bills', 'b-1', { state: 'VOID' });

  it.each<[what: string, expected: Expected, held: HeldRecord[], lines: string[]]>([
    ['is the first that stands', either([entry('IN')], [entry('OUT')]), [held('IN')], []],
    ['is the last that stands', either([entry('IN')], [entry('OUT')]), [held('OUT')], []],
    ['is the one without records if nothing stands', either([entry('IN')], []), [], []],
    ['is the one without records, whatever its place', either([], [entry('IN')]), [], []],
    ['is not the one without records if one stands', either([], [entry('IN')]), [held('IN')], []],
    [
      'is the larger one if all of it stands',
      either([entry('IN')], [entry('IN'), entry('OUT')]),
      [held('OUT'), held('IN')],
      [],
    ],
    [
      'is the larger one, whatever its place',
      either([entry('IN'), entry('OUT')], [entry('IN')]),
      [held('OUT'), held('IN')],
      [],
    ],
    ['is of several views', either([entry('IN'), bill], [entry('OUT')]), [held('IN'), standing], []],
    [
      'is not both',
      either([entry('IN')], [entry('OUT')]),
      [held('IN'), held('OUT')],
      ['entries of r-1: nothing explains this record (kind "OUT", cents 5)'],
    ],
    [
      'is the nearest if none stands',
      either([bill], [entry('IN')]),
      [held('IN', 6)],
      ['entries of r-1: cents is 6, must be 5'],
    ],
    [
      'is the nearest if a part of it stands',
      either([entry('OUT')], [entry('IN'), bill]),
      [held('IN')],
      ['bills b-1: missing, with state "VOID"'],
    ],
    [
      'is the first of those that are as near',
      either([entry('IN')], [entry('OUT')]),
      [held('UP')],
      ['entries of r-1: kind is "UP", must be "IN"'],
    ],
    [
      'is the one that is nearer because a record that it lacks has fewer fields',
      either([bill], [entry('IN')]),
      [],
      ['bills b-1: missing, with state "VOID"'],
    ],
    [
      'leaves records of other views alone',
      either([bill], []),
      [held('IN')],
      ['entries of r-1: nothing explains this record (kind "IN", cents 5)'],
    ],
  ])('%s', (_what, expected, records, lines) => {
    expect(found([expected], records)).toEqual(lines);
  });

  it('is chosen after the records that must stand are found, in whatever order the definition says them', () => {
    const both = [either([entry('IN')], []), entry('IN')];
    expect(found(both, [held('IN')])).toEqual([]);
    expect(found(both, [held('IN'), held('IN')])).toEqual([]);
  });

  it('does not say what other fields its records may have', () => {
    expect(found([either([entry('IN')], [])], [foundBy('entries', { kind: 'IN', cents: 5, note: 'x' })])).toEqual([
      'entries of r-1: the definition does not say what note must hold',
    ]);
  });

  it('may be no set at all', () => {
    expect(found([either()], [])).toEqual([]);
  });
});

describe('any number of records', () => {
  const retries = anyNumberOf('retries', { bill: 'r-1' }, { kind: 'RETRY', number: integer({ min: 1 }) });
  const retry = (number: number, more: Fields = {}) => foundBy('retries', { kind: 'RETRY', number, ...more });

  it('may stand, or none', () => {
    expect(found([retries], [])).toEqual([]);
    expect(found([retries], [retry(1), retry(2), retry(2)])).toEqual([]);
  });

  it('must all be as the definition says', () => {
    expect(found([retries], [retry(1), retry(0), retry(2)])).toEqual([
      'retries of r-1: nothing explains this record (kind "RETRY", number 0)',
    ]);
    expect(found([retries], [retry(1), retry(2, { note: 'x' })])).toEqual([
      'retries of r-1: the definition does not say what note must hold',
    ]);
  });

  it('are those that no other expectation takes', () => {
    const first = record('retries', { bill: 'r-1' }, { kind: 'RETRY', number: 1 });
    expect(found([retries, first], [retry(1)])).toEqual([]);
    expect(found([retries, either([first])], [retry(2), retry(1)])).toEqual([]);
  });
});

it('a change of a shared record is no record of the request', () => {
  expect(found([change('stock', 'nut', 'free', -1)], [])).toEqual([]);
});
