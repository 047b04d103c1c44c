import { describe, expect, it } from '@jest/globals';
import { watchedClock } from '../../../reconciler/clock.ts';
import { defineReconciliation, defineRule, minutes, runReconcile, type View } from '../../../reconciler/index.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');

/** More keys than one re-read takes. */
const KEYS = Array.from({ length: 600 }, (_, index) => `nut-${index}`);

/** A run over prices whose copies take a minute; the clock is set by `ms` in the first scan or re-read. */
async function run({ ms, during }: { readonly ms: number; readonly during: 'scan' | 'read' }) {
  let real = 0;
  let jump = 0;
  const clock = watchedClock({
    now: () => START + real + jump,
    elapsed: () => real,
    wait: (realMs) => {
      real += realMs;
      return Promise.resolve();
    },
  });
  const view = (name: string, price: () => bigint): View => {
    const row = (key: string) => ({ key, fields: { price: price() }, touchedAt: START - 10_000 });
    return {
      name,
      fields: { price: 'integer' },
      sensitive: new Set(),
      strong: true,
      async *scan() {
        await Promise.resolve();
        if (during === 'scan') jump = ms;
        for (const key of KEYS) yield row(key);
      },
      read: (keys) => {
        if (during === 'read') jump = ms;
        return Promise.resolve(new Map(keys.map((key) => [key, row(key)])));
      },
    };
  };
  const rule = defineRule({
    name: 'price-copies',
    left: view('catalog.prices', () => 3n),
    right: view('shop.prices', () => (real > 60_000 ? 3n : 2n)),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: minutes(2),
    repair: { kind: 'report' },
  });
  return runReconcile({
    reconciliation: defineReconciliation({ rules: [rule] }),
    runId: 'run',
    clock,
    signal: new AbortController().signal,
  });
}

describe('a run whose clock is set during the run', () => {
  it('is clean if the clock is not set', async () => {
    const { outcome, rules } = await run({ ms: 0, during: 'scan' });
    expect([outcome, rules[0]?.candidates]).toEqual(['clean', KEYS.length]);
  });

  it.each([
    ['ahead', 600_000, 'scan'],
    ['back', -600_000, 'scan'],
    ['ahead', 600_000, 'read'],
    ['back', -600_000, 'read'],
  ] as const)(
    'is stopped where it is set %s by %d ms in a %s, though every read is answered',
    async (way, ms, during) => {
      const { outcome, rules, differences } = await run({ ms, during });
      expect([outcome, differences]).toEqual(['stopped', []]);
      expect(rules[0]?.reason).toContain(`the clock jumped ${way}`);
    },
  );
});
