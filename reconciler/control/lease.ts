/**
 * Keeps two runs apart. Each holder gets a fence, a number that only grows; it is checked in the same transaction in
 * which the ledger takes an intent, so that a run which lost its lease writes nothing more.
 */
import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Clock, type Lease, LeaseHeldError, LeaseLostError } from '../engine/index.ts';

export interface FencedLease extends Lease {
  readonly fence: string;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  readonly runId: string;
  readonly clock: Clock;
}

/** Name of the lease's item in the control table. */
export const LEASE = 'lease';

/** On the system's clock. A run renews it before each wait and each repair; after a kill the next run waits for it. */
const LEASE_MS = 15 * 60_000;

const NAMES = { '#holder': 'holder', '#until': 'until' } as const;

export async function acquireLease(options: LeaseOptions): Promise<FencedLease> {
  const { client, controlTable: TableName, runId, clock } = options;
  const Key = { name: { S: LEASE } };
  const now = () => new Date(clock.now()).toISOString();
  const until = () => new Date(clock.now() + LEASE_MS).toISOString();
  const fence = await take(options, { now: now(), until: until() });
  const whileHeld = async (UpdateExpression: string, values: Record<string, { S: string }>) => {
    const command = new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ConditionExpression: '#holder = :me AND #fence = :fence',
      ExpressionAttributeNames: { ...NAMES, '#fence': 'fence' },
      ExpressionAttributeValues: { ...values, ':me': { S: runId }, ':fence': { N: fence } },
    });
    try {
      await client.send(command);
    } catch (error) {
      throw error instanceof ConditionalCheckFailedException ? new LeaseLostError(runId) : error;
    }
  };
  return {
    fence,
    renew: () => whileHeld('SET #until = :until', { ':until': { S: until() } }),
    async release() {
      await whileHeld('SET #until = :now', { ':now': { S: now() } });
    },
  };
}

async function take(
  { client, controlTable, runId }: LeaseOptions,
  time: { readonly now: string; readonly until: string },
): Promise<string> {
  const command = new UpdateItemCommand({
    TableName: controlTable,
    Key: { name: { S: LEASE } },
    UpdateExpression: 'SET #holder = :me, #until = :until ADD #fence :one',
    ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now',
    ExpressionAttributeNames: { ...NAMES, '#fence': 'fence' },
    ExpressionAttributeValues: {
      ':me': { S: runId },
      ':until': { S: time.until },
      ':now': { S: time.now },
      ':one': { N: '1' },
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(command);
    return Attributes?.['fence']?.N ?? '0';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new LeaseHeldError(error.Item?.['holder']?.S ?? 'another', error.Item?.['until']?.S ?? 'its end');
  }
}
