import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ViewIndex } from '../../../../../chaos/checkers/closed-world/view-index.ts';
import type { Fields, StoredRecord } from '../../../../../chaos/schemas/index.ts';

const viewOf = (rows: readonly Fields[]): ReadonlyMap<string, StoredRecord> =>
  new Map(rows.map((fields, number) => [`k${number}`, { key: `k${number}`, fields }]));

/** Fields without the one by which records are found. */
const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

const value = fc.oneof(
  fc.constantFrom<Fields[string]>('a', 'b', 1, 2, true, null, '1'),
  fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 2 }),
);
const row = fc.dictionary(fc.constantFrom('owner', 'sku', 'count', 'note'), value, { noNullPrototype: true });
const owned = fc.array(
  fc.record({ owner: fc.constantFrom('o-1', 'o-2', 'o-3'), rest: row }).map(({ owner, rest }) => ({ ...rest, owner })),
  { maxLength: 30 },
);

describe('an index of a view by a field', () => {
  it('returns the other fields of exactly the records with a value, in their order, and once', () => {
    fc.assert(
      fc.property(owned, (rows) => {
        const index = new ViewIndex(viewOf(rows), 'owner');
        const owners = [...new Set(rows.map(({ owner }) => owner))];
        expect(index.size).toBe(owners.length);
        for (const [at, owner] of owners.entries()) {
          expect(index.isTaken(owner)).toBe(false);
          const own = rows.filter((one) => one.owner === owner).map((one) => without(one, 'owner'));
          expect(index.take(owner)).toEqual(own);
          expect(index.isTaken(owner)).toBe(true);
          expect(index.take(owner)).toEqual([]);
          expect(index.size).toBe(owners.length - at - 1);
        }
        expect(index.isTaken('nobody')).toBe(true);
        expect(index.take('nobody')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('takes a value that stands between two others, and one that was taken before another', () => {
    const index = new ViewIndex(viewOf([{ owner: 'a' }, { owner: 'b' }, { owner: 'c' }]), 'owner');
    expect(index.take('b')).toEqual([{}]);
    expect(index.take('missing')).toEqual([]);
    expect(index.take('a')).toEqual([{}]);
    expect(index.take('b')).toEqual([]);
    expect([index.size, index.isTaken('c')]).toEqual([1, false]);
    expect(index.take('c')).toEqual([{}]);
    expect(index.take('c')).toEqual([]);
  });

  it('finds a value that is no text by its JSON, and a missing one as null', () => {
    const view = viewOf([{ owner: 7, sku: 'x' }, { owner: null }, { sku: 'y' }, { owner: ['a'] }]);
    const index = new ViewIndex(view, 'owner');
    expect([...view.values()].map((record) => index.valueIn(record))).toEqual(['7', 'null', 'null', '["a"]']);
    expect(index.take('null')).toEqual([{}, { sku: 'y' }]);
    expect(index.take('["a"]')).toEqual([{}]);
  });

  it('keeps fields of the same names and values apart from others: in another order, of another type, beside more', () => {
    const rows: (Fields & { readonly owner: string })[] = [
      { owner: 'a', sku: 'x', count: 1 },
      { owner: 'b', count: 1, sku: 'x' },
      { owner: 'c', sku: 'x', count: '1' },
      { owner: 'd', sku: 'x' },
      { owner: 'e', sku: 'x', count: 1, note: null },
      { owner: 'f', sku: ['x'], count: 1 },
      { owner: 'g', sku: ['y'], count: 1 },
      { owner: 'h', sku: 'x', count: 1 },
    ];
    const index = new ViewIndex(viewOf(rows), 'owner');
    for (const one of rows) expect(index.take(one.owner)).toEqual([without(one, 'owner')]);
  });

  it('holds more values than it has room for at first, and none of them gets lost', () => {
    const count = 5000;
    const rows = Array.from({ length: count }, (_, number) => ({ owner: `owner-${number}`, number }));
    const index = new ViewIndex(viewOf(rows), 'owner');
    expect(index.size).toBe(count);
    for (const { owner, number } of rows) expect(index.take(owner)).toEqual([{ number }]);
    expect(index.size).toBe(0);
    for (const { owner } of rows) expect(index.isTaken(owner)).toBe(true);
  });

  it('shares the records that many values have, and only those', () => {
    const rows = Array.from({ length: 2500 }, (_, number) => ({
      owner: `owner-${Math.floor(number / 2)}`,
      kind: number % 2 === 0 ? 'AUTHORISE' : 'CAPTURE',
      cents: number % 7,
    }));
    const index = new ViewIndex(viewOf(rows), 'owner');
    for (let owner = 0; owner < 1250; owner += 1) {
      const own = rows.slice(2 * owner, 2 * owner + 2).map((one) => without(one, 'owner'));
      expect(index.take(`owner-${owner}`)).toEqual(own);
    }
  });
});

describe('an index of a view by its key', () => {
  it('returns all fields of the record', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const view = viewOf(rows);
        const index = new ViewIndex(view, undefined);
        expect(index.size).toBe(rows.length);
        for (const record of view.values()) {
          expect(index.valueIn(record)).toBe(record.key);
          expect(index.take(record.key)).toEqual([record.fields]);
        }
        expect(index.size).toBe(0);
      }),
    );
  });
});
