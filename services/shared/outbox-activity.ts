/**
 * Whether events may be left in an outbox, kept in DynamoDB, so that the relay asks the database only then: a database that
 * nobody asks pauses and costs nothing.
 *
 * A statement that queues an event is preceded by a mark that says until when such statements may run. One mark covers those
 * of several minutes. The relay drains the outbox while a mark lasts and once after its end, and then rests.
 */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import type { Sql } from './data-api.ts';
import { conditionally, getItem, toAttributes } from './items.ts';
import { parse } from './parse.ts';

/** How long a mark lasts, and how much of it must be left for a statement: far more than a statement may take. */
const LASTS_MS = 10 * 60_000;
const LEFT_MS = 5 * 60_000;

const KEY = { name: 'outbox' };

const Mark = z.object({
  /** Epoch milliseconds until which statements may queue events. */
  activeUntil: z._default(z.number(), 0),
  /** The end of the last mark after which the outbox was drained. */
  drainedUntil: z._default(z.number(), 0),
});

export interface OutboxActivity {
  /** Marks that a statement is about to queue an event. */
  begin(): Promise<void>;
  /** Until when events may be queued, unless the outbox has been drained since. A fresh table counts as due. */
  due(): Promise<{ readonly activeUntil: number } | undefined>;
  /** The outbox was drained after the end of the mark. */
  settle(activeUntil: number): Promise<void>;
}

export function outboxActivity(client: DynamoDBClient, table: string, clock: Clock): OutboxActivity {
  let marked = 0;
  const raise = (attribute: 'activeUntil' | 'drainedUntil', to: number) =>
    conditionally(() =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: toAttributes(KEY),
          UpdateExpression: 'SET #attribute = :to',
          ConditionExpression: 'attribute_not_exists(#attribute) OR #attribute < :to',
          ExpressionAttributeNames: { '#attribute': attribute },
          ExpressionAttributeValues: toAttributes({ ':to': to }),
        }),
      ),
    );
  return {
    async begin() {
      const now = clock.now().getTime();
      if (marked - now >= LEFT_MS) return;
      await raise('activeUntil', now + LASTS_MS);
      marked = now + LASTS_MS;
    },
    async due() {
      const item = await getItem(client, table, KEY);
      if (item === undefined) return { activeUntil: clock.now().getTime() };
      const { activeUntil, drainedUntil } = parse(Mark, item, 'Table outbox');
      return drainedUntil < activeUntil ? { activeUntil } : undefined;
    },
    async settle(activeUntil) {
      await raise('drainedUntil', activeUntil);
    },
  };
}

/** Statements that write to the outbox are preceded by a mark. */
export const marking =
  (sql: Sql, activity: Pick<OutboxActivity, 'begin'>): Sql =>
  async (statement, parameters) => {
    if (/\bINTO outbox\b/.test(statement)) await activity.begin();
    return sql(statement, parameters);
  };
