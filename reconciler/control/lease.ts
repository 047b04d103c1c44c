/**
 * Keeps two runs apart. Each holder gets a fence, a number that only grows; it is checked in the same transaction in
 * which the ledger takes an intent, so that a run which lost its lease writes nothing more. The lease remembers the
 * runs that never gave it back: what they left in the ledger is for the next holder to look at.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Clock, type Lease, LeaseHeldError, LeaseLostError } from '../engine/index.ts';

export interface FencedLease extends Lease {
  readonly fence: string;
  /** Runs that took the lease and did not say how their repairs ended. */
  readonly unfinished: readonly string[];
  /** Forgets a run whose repairs all have an end in the ledger. */
  settled(runId: string): Promise<void>;
  /** @param isSettled whether every repair of this run has an end in the ledger */
  release(isSettled: boolean): Promise<void>;
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
export const LEASE_MS = 15 * 60_000;

const NAMES = { '#holder': 'holder', '#until': 'until', '#fence': 'fence', '#open': 'open' } as const;

type Values = Record<string, AttributeValue>;

/** @throws LeaseHeldError while another run holds it */
export async function acquireLease(options: LeaseOptions): Promise<FencedLease> {
  const { client, controlTable: TableName, runId, clock } = options;
  const now = () => ({ S: new Date(clock.now()).toISOString() });
  const until = () => ({ S: new Date(clock.now() + LEASE_MS).toISOString() });
  const { fence, unfinished } = await take(options, now(), until());
  const whileHeld = async (UpdateExpression: string, values: Values) => {
    const command = new UpdateItemCommand({
      TableName,
      Key: { name: { S: LEASE } },
      UpdateExpression,
      ConditionExpression: '#holder = :me AND #fence = :fence',
      ExpressionAttributeNames: namesIn(`${UpdateExpression} #holder #fence`),
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
    unfinished,
    renew: () => whileHeld('SET #until = :until', { ':until': until() }),
    settled: (other) => whileHeld('DELETE #open :other', { ':other': { SS: [other] } }),
    release: (isSettled) =>
      isSettled
        ? whileHeld('SET #until = :now DELETE #open :run', { ':now': now(), ':run': { SS: [runId] } })
        : whileHeld('SET #until = :now', { ':now': now() }),
  };
}

const namesIn = (expression: string): Record<string, string> =>
  Object.fromEntries(Object.entries(NAMES).filter(([name]) => expression.includes(name)));

type Taken = Pick<FencedLease, 'fence' | 'unfinished'>;

async function take(
  { client, controlTable, runId }: LeaseOptions,
  now: AttributeValue,
  until: AttributeValue,
): Promise<Taken> {
  const command = new UpdateItemCommand({
    TableName: controlTable,
    Key: { name: { S: LEASE } },
    UpdateExpression: 'SET #holder = :me, #until = :until ADD #fence :one, #open :run',
    ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now',
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: {
      ':me': { S: runId },
      ':until': until,
      ':now': now,
      ':one': { N: '1' },
      ':run': { SS: [runId] },
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(command);
    return takenBy(runId, Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const holder = error.Item?.['holder']?.S;
    // The client sent the request again, and the first one had arrived.
    if (holder === runId) return takenBy(runId, error.Item);
    throw new LeaseHeldError(holder ?? 'another', error.Item?.['until']?.S ?? 'its end');
  }
}

const takenBy = (runId: string, item: Values = {}): Taken => ({
  fence: item['fence']?.N ?? '0',
  unfinished: (item['open']?.SS ?? []).filter((other) => other !== runId).sort(),
});
