import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Dynamo, openDynamo } from '../../../integration/reconciler/engines.ts';
import { pairsOfItems } from './items.ts';
import type { Race } from './raced.ts';
import { runRound } from './round.ts';

/** Items of one round; the tables are made anew for each. */
const ROUND = 150;

const races: fc.Arbitrary<Race | undefined> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  {
    arbitrary: fc.record({
      before: fc.constantFrom(1, 1, 2),
      attribute: fc.constantFrom('race', 'text', 'other0', 'attribute_399'),
    }),
    weight: 1,
  },
);

/** @param items random items; `EVENKEEL_SEED` repeats a run */
export function dynamoDbRepairs(items: number, timeout: number): void {
  describe('a repair between two DynamoDB tables, and its undo', () => {
    let dynamo: Dynamo;
    beforeAll(async () => {
      dynamo = await openDynamo();
    }, 60_000);
    afterAll(async () => dynamo.close());

    it(
      'leave every attribute what it must be, whatever it holds and whoever writes meanwhile',
      async () => {
        const seed = Number(process.env['EVENKEEL_SEED'] ?? Date.now() % 2 ** 31);
        const total = { items: 0, repaired: 0, restored: 0, raced: 0 };
        for (let round = 0; total.items < items; round += 1) {
          const pairs = fc.sample(pairsOfItems, { seed: seed + round, numRuns: ROUND });
          const drawn = fc.sample(races, { seed: seed + round, numRuns: ROUND });
          const byItem = new Map([...drawn.entries()].flatMap(([at, race]) => (race ? [[at, race] as const] : [])));
          const counts = await runRound({
            client: dynamo.client,
            pairs,
            races: byItem,
            isVersioned: round % 2 === 1,
          }).catch((error: unknown) => {
            throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
          });
          total.items += pairs.length;
          total.repaired += counts.repaired;
          total.restored += counts.restored;
          total.raced += counts.raced;
        }
        process.stdout.write(`DynamoDB repairs, seed ${seed}: ${JSON.stringify(total)}\n`);
        expect(total.repaired).toBeGreaterThan(items / 5);
        expect(total.raced).toBeGreaterThan(items / 50);
      },
      timeout,
    );
  });
}
