import { describe, expect, it } from '@jest/globals';
import {
  conservation,
  minutes,
  type Reading,
  type Row,
  TooManyRowsError,
  type View,
} from '../../../reconciler/index.ts';
import { limited } from '../../../reconciler/rules/limits.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

/** A view as a user may write it: a class whose methods need `this`. */
class Counters implements View {
  readonly name = 'theirs.counters';
  readonly fields = { count: 'integer' } as const;
  readonly sensitive = new Set<string>();
  readonly strong = true;
  protected readonly keys = ['a', 'b', 'c'];

  async *scan(): AsyncGenerator<Row> {
    await Promise.resolve();
    for (const key of this.keys) yield this.row(key);
  }

  read(keys: readonly string[]) {
    return Promise.resolve(new Map(keys.map((key) => [key, this.row(key)])));
  }

  async *changedSince(): AsyncGenerator<string> {
    await Promise.resolve();
    yield* this.keys;
  }

  protected row(key: string): Row {
    return { key, fields: { count: 1n } };
  }
}

async function countOf(rows: AsyncIterable<unknown> | undefined): Promise<number> {
  let count = 0;
  for await (const row of rows ?? []) if (row !== undefined) count += 1;
  return count;
}

describe('a view within a number of rows', () => {
  it('allows that many rows in a scan and among the changes, and reads by key as before', async () => {
    const view = limited('rule', new Counters(), { rows: 3 });
    expect(await countOf(view.scan(reading))).toBe(3);
    expect(await countOf(view.changedSince?.(new Date(0), reading))).toBe(3);
    expect([...(await view.read(['b'], reading)).keys()]).toEqual(['b']);
    expect(await view.pushdown?.(['count'], reading)).toBeUndefined();
  });

  it('ends the run if there is one more', async () => {
    const view = limited('rule', new Counters(), { rows: 2 });
    await expect(countOf(view.scan(reading))).rejects.toThrow(TooManyRowsError);
    await expect(countOf(view.changedSince?.(new Date(0), reading))).rejects.toThrow(
      'rule: theirs.counters has more than the 2 rows that a run may read',
    );
  });

  it('also applies to sums', async () => {
    const { engine } = conservation({
      name: 'sums',
      counters: new Counters(),
      parts: new Counters(),
      sums: ['count'],
      balances: {},
      contributions: () => [],
      missing: () => [],
      settleWindow: minutes(2),
      limits: { rows: 2 },
    });
    await expect(countOf(engine.sides.scanLeft(reading))).rejects.toThrow(TooManyRowsError);
    await expect(engine.sides.reread(['a'], reading)).rejects.toThrow(TooManyRowsError);
  });
});
