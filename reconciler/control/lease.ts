/**
 * Keeps two runs apart. Each holder gets a fence, a number that only grows. It is checked in the same transaction that
 * records an intent in the ledger, so a run that lost its lease writes nothing more. The lease also lists the runs that
 * never released it; the next holder settles what they left in the ledger.
 */
import type { AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type Clock, type Lease, LeaseHeldError, LeaseLostError } from '../engine/index.ts';
import { dynamoDbSdk } from '../packages.ts';
import { isConditionFailed } from '../stores/dynamodb/errors.ts';
import { retried } from '../stores/dynamodb/retried.ts';
import { type ControlTable, getItem, itemKey } from './table.ts';

export interface FencedLease extends Lease {
  readonly fence: string;
  /** Runs that took the lease and did not record how their repairs ended. */
  readonly unfinished: readonly string[];
  /** Removes a run from `unfinished`, once all of its repairs have a conclusion in the ledger. */
  settled(runId: string): Promise<void>;
  /** @param isSettled whether all repairs of this run have a conclusion in the ledger */
  release(isSettled: boolean): Promise<void>;
}

export interface LeaseOptions extends ControlTable {
  readonly runId: string;
  readonly clock: Clock;
}

/** The name of the lease's item in the control table. */
export const LEASE = 'lease';

/** On the system's clock. A run renews the lease before each wait and each repair; if it is killed, the next run waits. */
export const LEASE_MS = 15 * 60_000;

const NAMES = { '#holder': 'holder', '#until': 'until', '#fence': 'fence', '#open': 'open' } as const;

type Values = Record<string, AttributeValue>;

/** @throws LeaseHeldError while another run holds the lease */
export async function acquireLease(options: LeaseOptions): Promise<FencedLease> {
  const { client, controlTable: TableName, runId, clock } = options;
  const now = () => ({ S: new Date(clock.now()).toISOString() });
  const until = () => ({ S: new Date(clock.now() + LEASE_MS).toISOString() });
  const { fence, unfinished } = await take(options, now(), until());
  const whileHeld = async (UpdateExpression: string, values: Values) => {
    const { UpdateItemCommand } = await dynamoDbSdk();
    const command = new UpdateItemCommand({
      TableName,
      Key: itemKey(LEASE),
      UpdateExpression,
      ConditionExpression: '#holder = :me AND #fence = :fence',
      ExpressionAttributeNames: namesIn(`${UpdateExpression} #holder #fence`),
      ExpressionAttributeValues: { ...values, ':me': { S: runId }, ':fence': { N: fence } },
    });
    try {
      await retried(undefined, () => client.send(command));
    } catch (error) {
      throw isConditionFailed(error) ? new LeaseLostError(runId) : error;
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

/** Who holds the lease, until when, on the system's clock. */
export interface HeldLease {
  readonly holder: string;
  readonly until: string;
}

/** Undefined if nobody has ever held it, or if it has ended. @param now epoch milliseconds on the system's clock */
export async function readLease(table: ControlTable, now: number): Promise<HeldLease | undefined> {
  const item = await getItem(table, LEASE);
  const holder = item?.['holder']?.S;
  const until = item?.['until']?.S;
  return holder === undefined || until === undefined || Date.parse(until) <= now ? undefined : { holder, until };
}

/**
 * Ends the lease of a run that is gone. If it is not, it loses the lease before its next repair, because each holder has a
 * fence of its own. The next run settles what it left open.
 *
 * @returns whether that run held the lease
 */
export async function endLease({ client, controlTable }: ControlTable, runId: string, now: number): Promise<boolean> {
  const { UpdateItemCommand } = await dynamoDbSdk();
  const command = new UpdateItemCommand({
    TableName: controlTable,
    Key: itemKey(LEASE),
    UpdateExpression: 'SET #until = :now ADD #fence :one',
    ConditionExpression: '#holder = :run',
    ExpressionAttributeNames: { '#holder': 'holder', '#until': 'until', '#fence': 'fence' },
    ExpressionAttributeValues: {
      ':now': { S: new Date(now).toISOString() },
      ':one': { N: '1' },
      ':run': { S: runId },
    },
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

const namesIn = (expression: string): Record<string, string> =>
  Object.fromEntries(Object.entries(NAMES).filter(([name]) => expression.includes(name)));

type Taken = Pick<FencedLease, 'fence' | 'unfinished'>;

async function take(
  { client, controlTable, runId }: LeaseOptions,
  now: AttributeValue,
  until: AttributeValue,
): Promise<Taken> {
  const { UpdateItemCommand } = await dynamoDbSdk();
  const command = new UpdateItemCommand({
    TableName: controlTable,
    Key: itemKey(LEASE),
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
    const { Attributes } = await retried(undefined, () => client.send(command));
    return takenBy(runId, Attributes);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const { Item: held } = error as ConditionalCheckFailedException;
    const holder = held?.['holder']?.S;
    // The client sent the request again after the first one had arrived.
    if (holder === runId) return takenBy(runId, held);
    throw new LeaseHeldError(holder ?? 'another', held?.['until']?.S ?? 'its end');
  }
}

const takenBy = (runId: string, item: Values = {}): Taken => ({
  fence: item['fence']?.N ?? '0',
  unfinished: (item['open']?.SS ?? []).filter((other) => other !== runId).sort(),
});
