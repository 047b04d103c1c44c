import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from '../../integration/reconciler/engines.ts';
import { runPatched } from './patched.ts';
import { sqlMutations } from './sql-repairs/mutations.ts';

const SQL = 'test/property/reconciler/sql-repairs/child.ts';
/** Enough for each patch to show, with the seed below. */
const ROWS = 4000;
const SEED = 1;

describe('the proof of repairs in PostgreSQL', () => {
  let postgres: Postgres;
  let dynamo: Dynamo;
  beforeAll(async () => {
    [postgres, dynamo] = await Promise.all([openPostgres(), openDynamo()]);
  }, 60_000);
  afterAll(async () => Promise.all([postgres.close(), dynamo.close()]));
  const args = (): string[] => [postgres.url, dynamo.endpoint, String(SEED), String(ROWS)];

  it('holds of the sources as they are', async () => {
    expect(await runPatched(SQL, undefined, args())).toEqual({ isFailure: false, message: '' });
  }, 300_000);

  it.each(sqlMutations)(
    'fails where $name',
    async (mutation) => {
      const { isFailure, message } = await runPatched(SQL, mutation, args());
      expect(isFailure).toBe(true);
      expect(message).toMatch(/seed \d+, round \d+: /);
    },
    300_000,
  );
});
