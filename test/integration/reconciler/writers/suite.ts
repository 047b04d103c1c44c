/** Runs repair while writers use the services: no repair is false, and all drift is found. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { LedgerEntry, Reconciliation, ReconcileResult } from '../../../../reconciler/index.ts';
import { type Drift, PLACES, seedDrift } from './drift.ts';
import { atRest, fill, type Goods, items } from './goods.ts';
import { type BusySystem, openBusySystem } from './system.ts';
import { startWriters } from './writers.ts';

export interface WritersOptions {
  /** How long the writers work, in real milliseconds. */
  readonly forMs: number;
  readonly seed: number;
  /** How often drift is seeded, evenly spread over that time. */
  readonly seedings: number;
}

/** Enough for the slowest run: three settle windows with their reads, for each of two waves. */
const RUN_MS = 60_000;

/** Within this time, some run of a careless rule meets a write that is on its way, on a slow machine too. */
const CARELESS_MS = 45_000;

export function writersSuite(name: string, { forMs, seed, seedings }: WritersOptions): void {
  describe(name, () => {
    let system: BusySystem;
    let goods: Goods;
    beforeAll(async () => {
      system = await openBusySystem();
      goods = await fill(system, seedings * PLACES + 10);
    }, 180_000);
    afterAll(async () => system.close(), 30_000);

    it(
      'repair all drift that appears meanwhile, and nothing else',
      async () => {
        const began = performance.now();
        const writers = startWriters(system, goods, `s${seed}`, numbers(seed));
        const results: ReconcileResult[] = [];
        const drifted: Drift[] = [];
        for (let isOver = false; !isOver; ) {
          isOver = drifted.length === seedings && performance.now() - began > forMs;
          results.push(await system.run(`run-${results.length}`));
          const isDue = performance.now() - began > (forMs * (drifted.length + 1)) / (seedings + 1);
          if (!isDue || drifted.length === seedings) continue;
          drifted.push(await seedDrift(system, goods, PLACES * drifted.length));
        }
        await writers.stop();
        await atRest(system);
        const last = await system.run('last');

        const repairable = drifted.flatMap((drift) => drift.repairable);
        const reportOnly = drifted.flatMap((drift) => drift.reportOnly);
        expect([last.outcome, last.differences.map(keyOf).sort()]).toEqual(['drift', reportOnly.sort()]);
        const reasons = results.flatMap(({ rules }) => rules.flatMap(({ reason }) => reason ?? []));
        expect(reasons.filter((reason) => !reason.includes('counter and sum differ'))).toEqual([]);
        expect(Object.values(writers.counts).every((count) => count > forMs / 500)).toBe(true);
        for (const rule of ['price-copies', 'order-payment']) {
          const ofRule = repairable.filter((key) => key.startsWith(`${rule} `));
          expect([rule, candidatesOf(results, rule) > ofRule.length]).toEqual([rule, true]);
        }
        const repairs = await system.ledger([...results, last].map(({ runId }) => runId));
        expect(falseRepairs(repairs, repairable)).toEqual([]);
        expect(repairs.map((repair) => `${keyOf(repair)} ${repair.status}`).sort()).toEqual(
          repairable.map((key) => `${key} done`).sort(),
        );
        const found = new Set(results.flatMap(({ differences }) => differences.map(keyOf)));
        expect([...found].sort()).toEqual([...repairable, ...reportOnly].sort());
        expect(await unlikePrices(system)).toEqual([]);
      },
      forMs + 3 * RUN_MS,
    );

    it.each([
      ['a settle window', 'price-copies', { settleWindow: 0 }],
      ['sagas in flight', 'order-payment', { settleWindow: 0, inFlight: () => false }],
    ])(
      'show up the false repairs of a rule that ignores %s',
      async (_what, rule, careless) => {
        const writers = startWriters(system, goods, `careless-${rule}`, numbers(seed));
        const reckless = withEngine(system.reconciliation, careless);
        const caught: LedgerEntry[] = [];
        const ends = performance.now() + CARELESS_MS;
        for (let index = 0; caught.length === 0 && performance.now() < ends; index += 1) {
          const runId = `careless-${rule}-${index}`;
          await system.run(runId, reckless, [rule]);
          caught.push(...falseRepairs(await system.ledger([runId]), []));
        }
        await writers.stop();
        expect(caught.map((repair) => repair.rule)).toContain(rule);
      },
      RUN_MS,
    );
  });
}

const keyOf = ({ rule, key }: { readonly rule: string; readonly key: string }): string => `${rule} ${key}`;

/** Repairs of keys that had not drifted. */
const falseRepairs = (repairs: readonly LedgerEntry[], drifted: readonly string[]): LedgerEntry[] =>
  repairs.filter((repair) => !drifted.includes(keyOf(repair)));

/** All candidates of the runs: what was in flight, and what had drifted. */
const candidatesOf = (results: readonly ReconcileResult[], rule: string): number =>
  results.reduce((sum, { rules }) => sum + (rules.find(({ name }) => name === rule)?.candidates ?? 0), 0);

/** The same rules with less careful options. */
const withEngine = (
  reconciliation: Reconciliation,
  careless: Partial<Reconciliation['rules'][number]['engine']>,
): Reconciliation => ({
  ...reconciliation,
  rules: reconciliation.rules.map((rule) => ({ ...rule, engine: { ...rule.engine, ...careless } })),
});

/** Copies that differ from what the catalog's API returns. */
async function unlikePrices(system: BusySystem): Promise<string[]> {
  const unlike: string[] = [];
  for (const { sku, unitPriceCents, version } of await items(system, 'checkout-prices')) {
    const answer = await system.call('GET', `/products/${sku?.S ?? ''}`);
    const product = (await answer.json()) as { priceCents?: number; version?: number };
    const isAlike = product.priceCents === Number(unitPriceCents?.N) && product.version === Number(version?.N);
    if (!isAlike) unlike.push(sku?.S ?? '');
  }
  return unlike;
}

/** Numbers in [0, 1), determined by the seed. */
function numbers(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}
