/** Tests the proofs: each must fail when a former defect is put back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from '../../integration/reconciler/engines.ts';
import { dynamoDbMutations } from './dynamodb-repairs/mutations.ts';
import { runPatched } from './patched.ts';
import { sqlMutations } from './sql-repairs/mutations.ts';

let postgres: Postgres;
let dynamo: Dynamo;
beforeAll(async () => {
  [postgres, dynamo] = await Promise.all([openPostgres(), openDynamo()]);
}, 60_000);
afterAll(async () => Promise.all([postgres.close(), dynamo.close()]));

/** Enough rows for every patch to have an effect, with this seed. */
const SEED = '1';
const ROWS = '4000';

const SQL = {
  script: 'test/property/reconciler/sql-repairs/child.ts',
  args: () => [postgres.url, dynamo.endpoint, SEED, ROWS],
};
const DYNAMODB = {
  script: 'test/property/reconciler/dynamodb-repairs/child.ts',
  args: () => [dynamo.endpoint, SEED, ROWS],
};

describe.each([
  { store: 'PostgreSQL', proof: SQL, mutations: sqlMutations },
  { store: 'DynamoDB', proof: DYNAMODB, mutations: dynamoDbMutations },
])('the proof of repairs in $store', ({ proof, mutations }) => {
  it('holds for the unchanged sources', async () => {
    expect(await runPatched(proof.script, undefined, proof.args())).toEqual({ isFailure: false, message: '' });
  }, 300_000);

  it.each(mutations)(
    'fails if $name',
    async (mutation) => {
      const { isFailure, message } = await runPatched(proof.script, mutation, proof.args());
      expect(isFailure).toBe(true);
      expect(message).toMatch(/seed \d+, round \d+: /);
    },
    300_000,
  );
});
