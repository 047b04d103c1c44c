/** The alarm handler's memory: which alarms are in ALARM, and up to when it has read the logs. */
import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromAttributes, getItem, putItem, toAttributes } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';

const BOARD = { name: 'alarms' };
const READ_UNTIL = { name: 'error-lines' };

const Board = z.object({ inAlarm: z.optional(z.set(z.string())) });
const Watermark = z.object({ at: z.number() });
const Failures = z.array(z.object({ count: z.number() }));

export interface AlarmBoard {
  /** Records the state of one alarm. */
  note(alarmName: string, inAlarm: boolean, now: Date): Promise<void>;
  anyInAlarm(): Promise<boolean>;
}

export function alarmBoard(client: DynamoDBClient, table: string): AlarmBoard {
  return {
    async note(alarmName, inAlarm, now) {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: toAttributes(BOARD),
          UpdateExpression: `SET updatedAt = :now ${inAlarm ? 'ADD' : 'DELETE'} inAlarm :alarm`,
          ExpressionAttributeValues: toAttributes({ ':alarm': new Set([alarmName]), ':now': now.toISOString() }),
        }),
      );
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
