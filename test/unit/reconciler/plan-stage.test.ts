/** Which rules a distributed run gives to its workers. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { planStage } from '../../../reconciler/distributed/plan.ts';
import { defineReconciliation, defineRule, dynamoDbView, minutes } from '../../../reconciler/index.ts';

/** A client whose tables all have 730 items, which take 354 units to read. */
const client = {
  send: () => Promise.resolve({ Table: { TableId: 'one', ItemCount: 730, TableSizeBytes: 354 * 4096 } }),
} as unknown as DynamoDBClient;

const view = (name: string) => dynamoDbView({ name, client, table: name, key: 'id', fields: { price: 'integer' } });

async function unitsOf(readCapacity: number): Promise<readonly number[]> {
  const rule = defineRule({
    name: 'copies',
    left: view('shop.prices'),
    right: view('shop.copies'),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: minutes(2),
    repair: { kind: 'report' },
    limits: { readCapacity },
  });
  const plan = await planStage(
    { id: 'batch', isScheduled: false },
    {
      reconciliation: defineReconciliation({ rules: [rule] }),
      tables: { client, ledgerTable: 'ledger', controlTable: 'control' },
      clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
      signal: new AbortController().signal,
      workers: 16,
    },
  );
  return plan.units;
}

describe('the plan of a distributed run', () => {
  it('leaves a rule that one function reads in time to the last stage', async () => {
    expect(await unitsOf(10)).toEqual([]);
  });

  it('gives one that has to wait for its read capacity to workers', async () => {
    expect((await unitsOf(1)).length).toBeGreaterThan(1);
  });
});
