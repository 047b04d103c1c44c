import { describe, expect, it } from '@jest/globals';
import { watchedClock } from '../../../reconciler/clock.ts';
import { defineReconciliation, defineRule, minutes, runReconcile, type View } from '../../../reconciler/index.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');

/** A run over a price and a copy of it that is under way for ten seconds; the clock is set when the scan begins. */
async function run(set: number) {
  let real = 0;
  let jump = 0;
  const clock = watchedClock({
    now: () => START + real + jump,
    elapsed: () => real,
    wait: (ms) => {
      real += ms;
      return Promise.resolve();
    },
  });
  let left = 2;
  const view = (name: string, price: () => bigint): View => {
    const row = () => ({ key: 'nut', fields: { price: price() }, touchedAt: START - 10_000 });
    return {
      ...{ name, fields: { price: 'integer' }, sensitive: new Set(), strong: true },
      async *scan() {
        await Promise.resolve();
        left -= 1;
        if (left === 0) jump += set;
        yield row();
      },
      read: () => Promise.resolve(new Map([['nut', row()]])),
    };
  };
  // The copy arrives after the window has begun to pass, and well before it is over.
  const isCopied = () => real > 60_000;
  const rule = defineRule({
    name: 'price-copies',
    left: view('catalog.prices', () => 3n),
    right: view('shop.prices', () => (isCopied() ? 3n : 2n)),
    ...{ relation: 'equal', mastership: { default: 'left' }, settleWindow: minutes(2), repair: { kind: 'report' } },
  });
  return runReconcile({
    ...{ reconciliation: defineReconciliation({ rules: [rule] }), runId: 'run', clock },
    signal: new AbortController().signal,
  });
}

describe('a run whose clock is set while it reads', () => {
  it('is clean where it is not set', async () => {
    expect((await run(0)).outcome).toBe('clean');
  });

  it.each([
    ['ahead', 600_000],
    ['back', -600_000],
  ])('is stopped where it is set %s, with the reason, though every read was answered', async (direction, set) => {
    const { outcome, rules, differences } = await run(set);
    expect([outcome, differences]).toEqual(['stopped', []]);
    expect(rules[0]?.reason).toContain(`The clock jumped ${direction}`);
  });
});
