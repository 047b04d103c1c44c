/** Runs that repair while writers are at work: no change in flight is taken for drift, and all drift is found. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLedger, type ReconcileResult, runReconcile } from '../../../reconciler/index.ts';
import { OLD, openStage, type ShopStage, type Stage, START } from './shop-stage.ts';
import { fastClock, startWriters } from './writers.ts';

export interface WritersOptions {
  /** Real milliseconds for which the writers are at work. */
  readonly forMs: number;
  readonly seed: number;
  readonly products: number;
}

export function writersSuite(name: string, { forMs, seed, products }: WritersOptions): void {
  describe(name, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage();
    }, 90_000);
    afterAll(async () => stage.close());

    it(
      'repairs what drifted in their midst, all of it and nothing else',
      async () => {
        const shop = await stage.open('busy');
        const busy = Array.from({ length: products }, (_, index) => `busy-${index}`);
        const resting = Array.from({ length: products }, (_, index) => `rest-${index}`);
        await fill(shop, [...busy, ...resting]);
        const clock = fastClock(START);
        const began = performance.now();
        const writers = startWriters({ shop, clock, skus: busy, random: numbers(seed) });
        const results: ReconcileResult[] = [];
        let drifted: string[] = [];
        while (performance.now() - began < forMs) {
          const runId = `run-${results.length}`;
          const { reconciliation, tables: repair } = shop;
          results.push(
            await runReconcile({
              ...{ reconciliation, runId, clock, repair, rules: ['price-copies'] },
              signal: new AbortController().signal,
            }),
          );
          if (drifted.length === 0 && performance.now() - began > forMs / 2) drifted = await drift(shop, resting);
        }
        await writers.stop();
        const last = await runReconcile({
          ...{
            reconciliation: shop.reconciliation,
            runId: 'last',
            clock,
            repair: shop.tables,
            rules: ['price-copies'],
          },
          signal: new AbortController().signal,
        });
        results.push(last);

        const reasons = results.flatMap(({ rules }) => rules.flatMap(({ reason }) => reason ?? []));
        expect(reasons).toEqual([]);
        expect(writers.counts.copies).toBe(writers.counts.changes);
        expect(writers.counts.changes).toBeGreaterThan(forMs / 200);
        const candidates = results.reduce((sum, { rules }) => sum + (rules[0]?.candidates ?? 0), 0);
        expect(candidates).toBeGreaterThan(drifted.length);
        const repaired = (
          await Promise.all(results.map(({ runId }) => readLedger(shop.dynamodb, shop.tables.ledgerTable, runId)))
        ).flat();
        expect(repaired.map(({ key, status }) => `${key} ${status}`).sort()).toEqual(
          drifted.map((key) => `${key} done`).sort(),
        );
        expect(results.flatMap(({ differences }) => differences.map(({ key }) => key)).sort()).toEqual(drifted.sort());
        expect(last.outcome === 'clean' || last.outcome === 'repaired').toBe(true);
        const contents = await shop.contents();
        for (const sku of [...busy, ...resting]) {
          expect([sku, Number((contents['prices']?.[sku]?.['price'] as { N: string }).N)]).toEqual([
            sku,
            contents['products']?.[sku]?.['price'],
          ]);
        }
      },
      forMs + 60_000,
    );
  });
}

async function fill({ put, sql }: ShopStage, skus: readonly string[]): Promise<void> {
  const rows = skus.map((sku) => `('${sku}', 'A ${sku}', 2.50, NULL, 4, '${OLD}')`);
  await sql(`INSERT INTO $products VALUES ${rows.join(', ')}`);
  for (const sku of skus) {
    const at = { updatedAt: { S: OLD } };
    await put('prices', { sku: { S: sku }, name: { S: `A ${sku}` }, price: { N: '2.5' }, version: { N: '4' }, ...at });
  }
}

/** Repairs of one run that no share of the rows forbids: `always` of a rule that says nothing of it. */
const WITHIN_CAP = 20;

/** Every other one of these copies, as many as one run may repair, gets another price or is lost. */
async function drift({ put, remove }: ShopStage, skus: readonly string[]): Promise<string[]> {
  const chosen = skus.filter((_sku, index) => index % 2 === 0).slice(0, WITHIN_CAP);
  for (const [index, sku] of chosen.entries()) {
    const at = { updatedAt: { S: OLD } };
    if (index % 3 === 0) await remove('prices', sku);
    else
      await put('prices', { sku: { S: sku }, name: { S: `A ${sku}` }, price: { N: '7' }, version: { N: '4' }, ...at });
  }
  return chosen;
}

/** A linear congruential generator, Numerical Recipes: enough to choose rows and lags by. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
