import { describe, expect, it } from '@jest/globals';
import {
  conservation,
  defineRule,
  type Fields,
  type FieldType,
  lifecycle,
  type LifecycleRepair,
  minutes,
  reconcile,
  type Row,
  type RunOptions,
  type View,
} from '../../../reconciler/index.ts';

const LIMITS = { count: 100, share: 1, always: 20 };
const OLD = 0;

function viewOf(
  name: string,
  fields: Readonly<Record<string, FieldType>>,
  rows: readonly Row[],
  more: Partial<View> = {},
): View {
  return {
    name,
    fields,
    sensitive: new Set(),
    strong: true,
    async *scan() {
      for (const row of rows) {
        await Promise.resolve();
        yield row;
      }
    },
    read: (keys) => Promise.resolve(new Map(rows.filter(({ key }) => keys.includes(key)).map((row) => [row.key, row]))),
    ...more,
  };
}

const rowOf = (key: string, fields: Fields, more: Partial<Row> = {}): Row => ({ key, fields, touchedAt: OLD, ...more });

function run(rules: RunOptions['rules']) {
  let now = 1e12;
  const conclusions: unknown[] = [];
  const ledger = {
    intend: () => Promise.resolve(),
    conclude: (_id: string, conclusion: unknown) => {
      conclusions.push(conclusion);
      return Promise.resolve();
    },
  };
  const result = reconcile({
    runId: 'run',
    seed: '0'.repeat(32),
    rules,
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
      elapsed: () => now,
    },
    signal: new AbortController().signal,
    repair: { ledger, lease: { renew: () => Promise.resolve() }, limits: LIMITS },
  });
  return { result, conclusions };
}

describe('a sum', () => {
  const sums = (counters: readonly Row[], amounts: readonly unknown[] = []) =>
    conservation({
      name: 'stock',
      counters: viewOf('counters', { count: 'integer' }, counters),
      parts: viewOf(
        'parts',
        { amount: 'integer' },
        amounts.map((amount, at) => rowOf(`p${at}`, { amount: amount as bigint })),
      ),
      sums: ['count'],
      balances: {
        twice: (counter) => (counter.fields['count'] as bigint) * 2n - (counter.fields['count'] as bigint) * 2n,
      },
      contributions: ({ fields }) => [{ key: 'a', field: 'count', amount: fields['amount'] as bigint }],
      missing: () => [],
      settleWindow: minutes(2),
      allowEmpty: true,
    }).engine;
  const kinds = async (engine: ReturnType<typeof sums>) =>
    (await run([engine]).result).differences.map(({ key, kind }) => `${key} ${kind}`);

  it('of nothing agrees with a counter of zero, but not with one that is not an integer', async () => {
    const bad = { unreadable: { count: '"abc" is not of type integer' } };
    const counters = [
      rowOf('a', { count: 0n }),
      rowOf('b', {}, bad),
      rowOf('c', { count: '1.5' }),
      rowOf('d', { count: 'NaN' }),
    ];
    expect((await kinds(sums(counters))).sort()).toEqual(['b unreadable', 'c unreadable', 'd unreadable']);
  });

  it('of an amount that is not an integer is unreadable, and not zero', async () => {
    expect(await kinds(sums([rowOf('a', { count: 2n })], [2n]))).toEqual([]);
    expect(await kinds(sums([rowOf('a', { count: 0n })], [undefined]))).toEqual(['a unreadable']);
    expect(await kinds(sums([rowOf('a', { count: 2n })], [2n, '1.5']))).toEqual(['a unreadable']);
  });
});

describe("a value that a user's repair() returns", () => {
  const created = async (repair: (key: string) => LifecycleRepair) => {
    const written: Fields[] = [];
    const part = viewOf('part', { state: 'text', amount: 'decimal', at: 'timestamp', n: 'integer' }, [], {
      write: (write) => {
        if (write.kind === 'create') written.push(write.fields);
        return Promise.resolve({ written: true, image: '{}' });
      },
    });
    const { engine } = lifecycle({
      name: 'pay',
      whole: viewOf('whole', { state: 'text' }, [rowOf('a', { state: 'paid' }), rowOf('b', { state: 'paid' })]),
      part,
      allowed: { paid: ['captured'] },
      inFlightStates: [],
      settleWindow: minutes(2),
      allowEmpty: true,
      stuckAfter: minutes(10),
      repair: ({ key }) => repair(key),
    });
    const { differences } = await run([engine]).result;
    return { written, reasons: new Map(differences.map(({ key, reason }) => [key, reason])) };
  };
  const recreate = (fields: Fields): LifecycleRepair => ({
    kind: 'recreate',
    fields: { state: 'captured', ...fields },
  });

  it('is brought to its normal form', async () => {
    const { written } = await created(() => recreate({ amount: '10.50', at: '2024-01-01T00:00:00Z', n: 5 }));
    expect(written[0]).toEqual({ state: 'captured', amount: '10.5', at: '2024-01-01T00:00:00.000000Z', n: 5n });
  });

  it.each<[string, Fields, RegExp]>([
    ['another type', { amount: 'ten' }, /fields\.amount: is not of type decimal/],
    ['no field of the view', { total: 1 }, /fields\.total: is not a field of part/],
  ])('is reported for its key alone if it is of %s', async (_what, fields, message) => {
    const { written, reasons } = await created((key) => recreate(key === 'a' ? fields : { amount: '1' }));
    expect(reasons.get('a')).toMatch(message);
    expect(written).toEqual([{ state: 'captured', amount: '1' }]);
  });

  it('may also be an error, which is reported for its key alone', async () => {
    const { written, reasons } = await created((key) => {
      if (key === 'a') throw new Error('no idea');
      return recreate({ amount: '1' });
    });
    expect(reasons.get('a')).toContain('no idea');
    expect(written).toHaveLength(1);
  });
});

describe('a copy', () => {
  const copies = (left: View, right: View) =>
    defineRule({
      name: 'copies',
      left,
      right,
      relation: 'equal',
      mastership: { default: 'left' },
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
    }).engine;

  it("shows no message of a store about a sensitive value, even if only the master's field is sensitive", async () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "SECRET"'), { code: '22P02' });
    const master = viewOf('left', { token: 'text' }, [rowOf('a', { token: 'SECRET' })], {
      sensitive: new Set(['token']),
    });
    const copy = viewOf('right', { token: 'text' }, [rowOf('a', { token: 'old' })], {
      write: () => Promise.reject(error),
    });
    const { result, conclusions } = run([copies(master, copy)]);
    const text = JSON.stringify([await result, conclusions]);
    expect(text).not.toContain('SECRET');
    expect(text).toContain('22P02');
  });

  it('deletes nothing while the master has a record without a key, which may be that row', async () => {
    const keyless = rowOf('(line 2)', {}, { isKeyless: true, unreadable: { token: 'line 2: has no id' } });
    const master = viewOf('left', { token: 'text' }, [rowOf('a', { token: 'new' }), keyless]);
    const writes: string[] = [];
    const copy = viewOf('right', { token: 'text' }, [rowOf('a', { token: 'old' }), rowOf('b', { token: 'b' })], {
      write: ({ kind, key }) => {
        writes.push(`${kind} ${key}`);
        return Promise.resolve({ written: true, image: '{}' });
      },
    });
    const { differences } = await run([copies(master, copy)]).result;
    expect(writes).toEqual(['update a']);
    expect(differences.map(({ key, kind }) => `${key} ${kind}`).sort()).toEqual([
      '(line 2) unreadable',
      'a different',
      'b missing-left',
    ]);
    expect(differences.find(({ key }) => key === 'b')?.reason).toMatch(/record without a key: \(line 2\)/);
  });

  it('does not count a delete as done if it found no row', async () => {
    const gone = { written: false, reason: 'the row changed' } as const;
    const rows = [rowOf('a', { token: 'a' }), rowOf('b', { token: 'b' }), rowOf('c', { token: 'c' })];
    const copy = viewOf('right', { token: 'text' }, rows, {
      write: () => {
        rows.pop();
        return Promise.resolve(gone);
      },
    });
    const { result, conclusions } = run([
      copies(viewOf('left', { token: 'text' }, [rowOf('a', { token: 'a' })]), copy),
    ]);
    const { differences } = await result;
    expect(conclusions.every((one) => (one as { readonly status: string }).status === 'refused')).toBe(true);
    expect(differences.some(({ reason = '' }) => reason.startsWith('nothing was written'))).toBe(true);
  });
});
