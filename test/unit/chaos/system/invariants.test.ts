import { describe, expect, it } from '@jest/globals';
import type { Fields } from '../../../../chaos/schemas/index.ts';
import { lineOf } from '../../../../chaos/schemas/mistakes.ts';
import { type Conserved, conserved, type ExactlyOnce, exactlyOnce } from '../../../../chaos/system/invariants.ts';
import type { Invariant, RunState } from '../../../../chaos/system/index.ts';
import { snapshot } from '../sound-run.ts';

type Rows = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** A run whose stores hold these rows after the drain, and others at the end. */
function judged(invariant: Invariant, drained: Rows, end: Rows = drained, isEndRepaired = true) {
  const snapshots = { drained: snapshot('drained', 16, [], drained), end: snapshot('end', 25, [], end) };
  return invariant.judge({ snapshots, isEndRepaired } as unknown as RunState);
}

const seats = conserved({
  name: 'seats-conserved',
  sums: {
    capacity: [{ view: 'events', field: 'capacity' }],
    'free and sold': [
      { view: 'events', field: 'free' },
      { view: 'tickets', field: 'seats', where: { state: ['HELD', 'SOLD'] }, by: 'event' },
    ],
  },
});
const events = { jazz: { capacity: 100, free: 97 }, folk: { capacity: 50, free: 50 } };
const tickets = {
  t1: { event: 'jazz', seats: 2, state: 'SOLD' },
  t2: { event: 'jazz', seats: 1, state: 'HELD' },
  t3: { event: 'folk', seats: 4, state: 'RETURNED' },
};

describe('a conserved sum', () => {
  it('holds if its sums are equal for every key', () => {
    expect(seats).toMatchObject({ name: 'seats-conserved', views: ['events', 'tickets'], at: ['drained', 'end'] });
    expect(judged(seats, { events, tickets })).toEqual({
      violations: [],
      undecided: false,
      summary: 'capacity = free and sold for every key, at drained and end.',
    });
  });

  it('names each key for which they differ, with its sums', () => {
    const lost = { ...tickets, t1: { ...tickets.t1, state: 'RETURNED' } };
    expect(judged(seats, { events, tickets: lost }, { events, tickets })).toEqual({
      violations: ['jazz: capacity is 100, free and sold is 98 (drained)'],
      undecided: false,
      summary: 'capacity = free and sold does not hold in 1 place.',
    });
  });

  it('counts a key that only one side has as zero on the other', () => {
    const gone = { ...tickets, t9: { event: 'blues', seats: 3, state: 'SOLD' } };
    expect(judged(seats, { events, tickets: gone }).violations[0]).toBe(
      'blues: capacity is 0, free and sold is 3 (drained)',
    );
  });

  it('proves nothing by a last snapshot that may still hold drift', () => {
    const wrong = { events: { ...events, folk: { capacity: 50, free: 49 } }, tickets };
    expect(judged(seats, { events, tickets }, wrong, false)).toMatchObject({
      violations: ['folk: capacity is 50, free and sold is 49 (end)'],
      undecided: true,
    });
    expect(judged(seats, wrong, wrong, false)).toMatchObject({ undecided: false });
  });

  it('may be compared in total only, and may count records', () => {
    const total = conserved({
      name: 'all-sold',
      per: 'total',
      at: ['end'],
      sums: { tickets: [{ view: 'tickets', where: { state: 'SOLD' } }], sales: [{ view: 'sales' }] },
    });
    expect(judged(total, { tickets, sales: { s1: {} } }).violations).toEqual([]);
    expect(judged(total, { tickets, sales: {} }).violations).toEqual(['total: tickets is 1, sales is 0']);
  });

  it('adds integers beyond the safe ones exactly', () => {
    const large = conserved({
      name: 'large',
      sums: { one: [{ view: 'a', field: 'n' }], other: [{ view: 'b', field: 'n' }] },
    });
    expect(
      judged(large, { a: { k: { n: '9007199254740993' } }, b: { k: { n: '9007199254740992' } } }).violations,
    ).toHaveLength(2);
    expect(
      judged(large, { a: { k: { n: '9007199254740993' } }, b: { k: { n: '9007199254740993' } } }).violations,
    ).toEqual([]);
  });

  it.each<[what: string, rows: Rows, message: string]>([
    [
      'a field that is no integer',
      { events: { jazz: { capacity: 0.5, free: 1 } }, tickets },
      'its field capacity is 0.5',
    ],
    ['a field that is not there', { events: { jazz: { free: 1 } }, tickets }, 'its field capacity is undefined'],
    [
      'a key that is not there',
      { events, tickets: { t1: { seats: 2, state: 'SOLD' } } },
      'its field event is undefined',
    ],
    ['a view that was not read', { events }, 'the snapshot drained has no view tickets'],
  ])('throws at %s, so that its check is unknown', (_what, rows, message) => {
    expect(() => judged(seats, rows)).toThrow(message);
  });

  it.each<[what: string, options: object, mistakes: readonly string[]]>([
    [
      'one sum',
      { sums: { one: [{ view: 'a' }] } },
      ['sums must be at least two sums, which are compared with each other'],
    ],
    [
      'a sum of nothing',
      { sums: { one: [{ view: 'a' }], other: [] } },
      ['sums.other must be an array that is not empty, not an empty one'],
    ],
    ['no sums', {}, ['sums is required (an object)']],
    [
      'unknown options',
      { sum: {}, sums: { one: [{ view: 'a', feild: 'n' }], other: [{ view: 'b' }] } },
      [
        'sums.one[0].feild: unknown field (did you mean field?); the fields are view, field, where, by',
        'sum: unknown field (did you mean sums?); the fields are name, at, sums, per',
      ],
    ],
    [
      'a filter that is no value',
      { sums: { one: [{ view: 'a', where: { state: [] } }], other: [{ view: 'b' }] } },
      ['sums.one[0].where.state must be an array that is not empty, not an empty one'],
    ],
  ])('says what is wrong with its options instead of throwing: %s', (_what, options, mistakes) => {
    expect(conserved({ name: 'seats', ...options } as Conserved).mistakes?.map(lineOf)).toEqual(mistakes);
  });
});

describe('exactly once', () => {
  const once = exactlyOnce({ name: 'charged-once', view: 'charges', by: ['loan', 'kind'], where: { test: false } });
  const charge = { loan: 'r1-base-0', kind: 'CHARGE', test: false };

  it('holds if no two records have the same values', () => {
    expect(once).toMatchObject({ views: ['charges'], at: ['drained'] });
    expect(judged(once, { charges: { c1: charge, c2: { ...charge, kind: 'REFUND' } } })).toEqual({
      violations: [],
      undecided: false,
      summary: 'charges has at most one record for each loan and kind.',
    });
  });

  it('names the values that occur more than once, with the keys of their records', () => {
    expect(judged(once, { charges: { c1: charge, c2: charge } })).toMatchObject({
      violations: ['r1-base-0 CHARGE: 2 records (c1, c2)'],
      summary: 'charges has more than one record for the same loan and kind in 1 place.',
    });
  });

  it('does not count records without one of the fields, or that do not fit', () => {
    const charges = {
      c1: charge,
      c2: { ...charge, test: true },
      c3: { kind: 'CHARGE', test: false },
      c4: { kind: 'CHARGE', test: false },
    };
    expect(judged(once, { charges }).violations).toEqual([]);
  });

  it('does not take values for equal that only read the same side by side', () => {
    const charges = { c1: { ...charge, loan: 'a b', kind: 'c' }, c2: { ...charge, loan: 'a', kind: 'b c' } };
    expect(judged(once, { charges }).violations).toEqual([]);
  });

  it.each<[what: string, options: object, mistakes: readonly string[]]>([
    ['no fields', { view: 'a', by: [] }, ['by must be an array that is not empty, not an empty one']],
    ['a text in place of fields', { view: 'a', by: 'loan' }, ['by must be an array, not "loan"']],
    ['no view', { by: ['loan'] }, ['view is required (a string)']],
  ])('says what is wrong with its options instead of throwing: %s', (_what, options, mistakes) => {
    expect(exactlyOnce({ name: 'once', ...options } as ExactlyOnce).mistakes?.map(lineOf)).toEqual(mistakes);
  });
});
