/** The alarm handler's memory: which alarms are in ALARM, up to when it has read the logs, and whether it is reading them. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromAttributes, getItem, putItem, toAttributes } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';

const BOARD = { name: 'alarms' };
const READ_UNTIL = { name: 'error-lines' };
const SWEEP = { name: 'sweep' };

const Board = z.object({ inAlarm: z.optional(z.set(z.string())) });
const Watermark = z.object({ at: z.number() });
const Failures = z.array(z.object({ count: z.number() }));

export interface AlarmBoard {
  /** Records the state of one alarm. @returns whether it was in ALARM before */
  note(alarmName: string, inAlarm: boolean, now: Date): Promise<boolean>;
  anyInAlarm(): Promise<boolean>;
}

export function alarmBoard(client: DynamoDBClient, table: string): AlarmBoard {
  return {
    async note(alarmName, inAlarm, now) {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: toAttributes(BOARD),
          UpdateExpression: `SET updatedAt = :now ${inAlarm ? 'ADD' : 'DELETE'} inAlarm :alarm`,
          ExpressionAttributeValues: toAttributes({ ':alarm': new Set([alarmName]), ':now': now.toISOString() }),
          ReturnValues: 'UPDATED_OLD',
        }),
      );
      return parse(Board, fromAttributes(Attributes), 'Table watermarks').inAlarm?.has(alarmName) ?? false;
    },
    async anyInAlarm() {
      const board = parse(Board, (await getItem(client, table, BOARD)) ?? {}, 'Table watermarks');
      return (board.inAlarm?.size ?? 0) > 0;
    },
  };
}

export function watermark(client: DynamoDBClient, table: string) {
  return {
    async read(): Promise<number | undefined> {
      const item = await getItem(client, table, READ_UNTIL);
      return item && parse(Watermark, item, 'Table watermarks').at;
    },
    /** Never moves back, because two sweeps may overlap. */
    async write(at: number): Promise<void> {
      await putItem(
        client,
        table,
        { ...READ_UNTIL, at },
        { expression: 'attribute_not_exists(#at) OR #at < :at', names: { '#at': 'at' }, values: { ':at': at } },
      );
    },
  };
}

/** As long as the function may run, so that a sweep whose function was ended does not block the next one for longer. */
const LEASE_MS = 60_000;

export interface SweepLease {
  /** @returns false if another sweep holds it */
  take(now: Date): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Lets one sweep run at a time. Alarms fire together, and CloudWatch Logs takes some ten searches a second from an
 * account: sweeps that all read every log group would time out.
 */
export function sweepLease(client: DynamoDBClient, table: string): SweepLease {
  const setUntil = async (until: number, now: number): Promise<void> => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toAttributes(SWEEP),
        UpdateExpression: 'SET #until = :until',
        ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: toAttributes({ ':until': until, ':now': now }),
      }),
    );
  };
  let heldUntil = 0;
  return {
    async take(now) {
      const until = now.getTime() + LEASE_MS;
      try {
        await setUntil(until, now.getTime());
        heldUntil = until;
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    /** Releases nothing if another sweep took over, because its lease ends later. */
    async release() {
      try {
        await setUntil(0, heldUntil);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

/** The highest count of failures that any step has for the id. */
export const highestFailureCount =
  (client: DynamoDBClient, table: string) =>
  async (correlationId: string): Promise<number> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'correlationId = :id',
        ExpressionAttributeValues: toAttributes({ ':id': correlationId }),
        ConsistentRead: true,
      }),
    );
    const rows = parse(Failures, Items.map(fromAttributes), 'Table failures');
    return Math.max(0, ...rows.map(({ count }) => count));
  };
