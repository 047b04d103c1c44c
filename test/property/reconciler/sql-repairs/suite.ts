import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from '../../../integration/reconciler/engines.ts';
import { proveSqlRepairs } from './proof.ts';

/** @param rows the minimum number of random rows; `EVENKEEL_SEED` repeats a run */
export function sqlRepairs(rows: number, timeout: number): void {
  describe('a repair between two PostgreSQL tables, and its undo', () => {
    let postgres: Postgres;
    let dynamo: Dynamo;
    beforeAll(async () => {
      [postgres, dynamo] = await Promise.all([openPostgres(), openDynamo()]);
    }, 60_000);
    afterAll(async () => Promise.all([postgres.close(), dynamo.close()]));

    it(
      'leave every bit of every type correct, whatever the settings of the session, even with concurrent writers',
      async () => {
        const seed = Number(process.env['EVENKEEL_SEED'] ?? Date.now() % 2 ** 31);
        const total = await proveSqlRepairs({ url: postgres.url, dynamodb: dynamo.client, rows, seed });
        process.stdout.write(`PostgreSQL repairs, seed ${seed}: ${JSON.stringify(total)}\n`);
        expect(total.types).toBeGreaterThan(60);
        expect(total.repaired).toBeGreaterThan(rows / 6);
        expect(total.raced).toBeGreaterThan(rows / 100);
      },
      timeout,
    );
  });
}
