/** The proof of repairs in DynamoDB. It needs no test runner, so that it can run on patched sources too. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { pairsOfItems } from './items.ts';
import type { Race } from './raced.ts';
import { type RoundCounts, runRound } from './round.ts';

/** The most items of one round. Each round creates its own tables, and every other round's items have versions. */
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

export interface ProofCounts extends RoundCounts {
  readonly items: number;
}

/** @throws Error that names the seed, the round, and what was lost */
export async function proveDynamoDbRepairs(client: DynamoDBClient, items: number, seed: number): Promise<ProofCounts> {
  let total: ProofCounts = { items: 0, repaired: 0, restored: 0, raced: 0 };
  const numRuns = Math.min(ROUND, Math.ceil(items / 2));
  for (let round = 0; total.items < items; round += 1) {
    const pairs = fc.sample(pairsOfItems, { seed: seed + round, numRuns });
    const drawn = fc.sample(races, { seed: seed + round, numRuns });
    const byItem = new Map([...drawn.entries()].flatMap(([at, race]) => (race ? [[at, race] as const] : [])));
    const counts = await runRound({ client, pairs, races: byItem, isVersioned: round % 2 === 1 }).catch(
      (error: unknown) => {
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
      },
    );
    total = {
      items: total.items + pairs.length,
      repaired: total.repaired + counts.repaired,
      restored: total.restored + counts.restored,
      raced: total.raced + counts.raced,
    };
  }
  return total;
}
