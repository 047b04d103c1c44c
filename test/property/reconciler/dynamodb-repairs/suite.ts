import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Dynamo, openDynamo } from '../../../integration/reconciler/engines.ts';
import { proveDynamoDbRepairs } from './proof.ts';

/** @param items the number of random items; `EVENKEEL_SEED` repeats a run */
export function dynamoDbRepairs(items: number, timeout: number): void {
  describe('a repair between two DynamoDB tables, and its undo', () => {
    let dynamo: Dynamo;
    beforeAll(async () => {
      dynamo = await openDynamo();
    }, 60_000);
    afterAll(async () => dynamo.close());

    it(
      'leave every attribute correct, whatever its value, even with concurrent writers',
      async () => {
        const seed = Number(process.env['EVENKEEL_SEED'] ?? Date.now() % 2 ** 31);
        const total = await proveDynamoDbRepairs(dynamo.client, items, seed);
        process.stdout.write(`DynamoDB repairs, seed ${seed}: ${JSON.stringify(total)}\n`);
        expect(total.repaired).toBeGreaterThan(items / 5);
        expect(total.raced).toBeGreaterThan(items / 50);
      },
      timeout,
    );
  });
}
