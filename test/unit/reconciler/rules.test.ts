import { describe, expect, it } from '@jest/globals';
import {
  defineReconciliation,
  defineRule,
  minutes,
  ReconciliationError,
  type View,
} from '../../../reconciler/index.ts';

const view = (name: string, fields: View['fields'], more: Partial<View> = {}): View => ({
  name,
  fields,
  sensitive: new Set(),
  strong: true,
  scan: () => {
    throw new Error('A rule must not be read before it is valid.');
  },
  read: () => Promise.reject(new Error('A rule must not be read before it is valid.')),
  ...more,
});

const valid = {
  name: 'copies',
  left: view('master', { price: 'integer' }),
  right: view('copy', { price: 'decimal' }, { write: () => Promise.resolve({ written: false, reason: '' }) }),
  relation: 'equal',
  mastership: { default: 'left' },
  settleWindow: minutes(2),
  repair: { kind: 'copy' },
} as const;

const problemsOf = (...rules: ReturnType<typeof defineRule>[]): string[] => {
  try {
    defineReconciliation({ rules });
    return [];
  } catch (error) {
    if (error instanceof ReconciliationError) return error.problems.map(({ path }) => path);
    throw error;
  }
};

describe('who is right about a difference', () => {
  const fields = { price: 'integer', name: 'text' } as const;
  const { engine } = defineRule({
    ...valid,
    left: view('master', fields, { write: () => Promise.resolve({ written: false, reason: '' }) }),
    right: view('copy', fields, { write: () => Promise.resolve({ written: false, reason: '' }) }),
    mastership: { default: 'left', fields: { name: 'freshest' } },
  });
  const left = { key: 'k', fields: { price: 1n, name: 'a' }, version: 1n };
  const right = { key: 'k', fields: { price: 2n, name: 'b' }, version: 2n };

  it('is decided for each field that differs', () => {
    expect(engine.masters({ left, right })).toEqual({ price: 'left', name: 'right' });
    expect(engine.masters({ left, right: { ...right, fields: { ...right.fields, price: 1n } } })).toEqual({
      name: 'right',
    });
  });

  it('is the side that decides whether a row exists, if only one side has it', () => {
    expect(engine.masters({ right })).toEqual({ price: 'left', name: 'left' });
  });
});

describe('a reconciliation', () => {
  it('accepts correct rules', () => {
    expect(problemsOf(defineRule(valid))).toEqual([]);
  });

  it('may limit its memory, within reason', () => {
    const rules = [defineRule(valid)];
    expect(defineReconciliation({ rules, memory: { rows: 5000 } }).memory).toEqual({ rows: 5000 });
    expect(() => defineReconciliation({ rules, memory: { rows: 10 } })).toThrow(/memory\.rows must be a whole number/);
  });

  it('refuses a cadence by changes without a view that reports them, and one of zero hours', () => {
    expect(problemsOf(defineRule({ ...valid, cadence: { changes: true, fullEveryHours: 0 } }))).toEqual([
      'copies.cadence.fullEveryHours',
      'copies.cadence.changes',
    ]);
    expect(problemsOf(defineRule({ ...valid, cadence: { everyHours: 6 } }))).toEqual([]);
  });

  it('reports every mistake at once, before anything is read', () => {
    const wrong = defineRule({
      ...valid,
      name: 'Wrong Name',
      left: view('master2', { price: 'integer', colour: 'text' }),
      right: view('index', { price: 'text' }, { strong: false }),
      settleWindow: 1000,
      inFlight: () => false,
      mastership: { default: 'left', fields: { weight: 'right' } },
      after: ['nobody'],
      limits: { share: 2 },
    });
    expect(problemsOf(wrong)).toEqual([
      'Wrong Name.name',
      'Wrong Name.settleWindow',
      'Wrong Name.stuckAfter',
      'Wrong Name.index',
      'Wrong Name.limits.share',
      'Wrong Name.compare.price',
      'Wrong Name.compare.colour',
      'Wrong Name.mastership.fields.weight',
      'Wrong Name.repair',
      'Wrong Name.repair',
      'Wrong Name.after',
    ]);
  });

  it('takes a settle window of two minutes to a day, or none for stores that nobody writes to', () => {
    const problem = (settleWindow: number) => problemsOf(defineRule({ ...valid, settleWindow }));
    for (const fits of [0, minutes(2), minutes(24 * 60)]) expect(problem(fits)).toEqual([]);
    for (const other of [1, minutes(2) - 1, minutes(24 * 60) + 1, 1e12]) {
      expect(problem(other)).toEqual(['copies.settleWindow']);
    }
  });

  it('accepts limits that its stores can keep, and refuses others', () => {
    const counting = { ...valid.left, atReadCapacity: () => valid.left };
    expect(problemsOf(defineRule({ ...valid, left: counting, limits: { rows: 10, readCapacity: 0.5 } }))).toEqual([]);
    expect(problemsOf(defineRule({ ...valid, left: counting, limits: { rows: 0, readCapacity: 0 } }))).toEqual([
      'copies.limits.rows',
      'copies.limits.readCapacity',
    ]);
    expect(problemsOf(defineRule({ ...valid, limits: { readCapacity: 25 } }))).toEqual(['copies.limits.readCapacity']);
    expect(() => defineReconciliation({ rules: [defineRule(valid)], limits: { share: 2 } })).toThrow(/limits\.share/);
  });

  it('refuses two rules or two views of one name, and a circular order', () => {
    expect(problemsOf(defineRule(valid), defineRule({ ...valid, left: view('master', { price: 'integer' }) }))).toEqual(
      ['copies.name', 'copies.master'],
    );
    const circle = [
      defineRule({ ...valid, name: 'one', after: ['two'] }),
      defineRule({ ...valid, name: 'two', after: ['one'] }),
    ];
    expect(problemsOf(...circle)).toEqual(['one.after', 'two.after']);
  });
});

describe('the digest of a rule', () => {
  const digestOf = (more: Partial<Parameters<typeof defineRule>[0]> = {}) =>
    defineRule({ ...valid, inFlight: () => false, stuckAfter: minutes(9), ...more }).digest;

  it('is the same for the same definition', () => {
    const again = { left: { ...valid.left }, right: { ...valid.right } };
    expect(digestOf(again)).toBe(digestOf());
    expect(digestOf()).toMatch(/^[0-9a-f]{32}$/);
  });

  it('accepts an owner that refers to itself', () => {
    const owner = { owner: 'shop', compensation: 'none', call: () => Promise.resolve(), self: {} };
    owner.self = owner;
    expect(digestOf({ onStuck: owner })).toBe(digestOf({ onStuck: owner }));
  });

  it('changes when any part of the definition changes', () => {
    const others: Partial<Parameters<typeof defineRule>[0]>[] = [
      { left: view('master', { price: 'decimal' }) },
      { left: view('another', { price: 'integer' }) },
      { relation: 'subset' },
      { mastership: { default: 'right' } },
      { mastership: { default: () => 'left' } },
      { settleWindow: minutes(3) },
      { inFlight: () => true },
      { limits: { rows: 5 } },
      { repair: { kind: 'report' } },
    ];
    const digests = [{}, ...others].map(digestOf);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
