/**
 * Publishes events from a store that has no stream. The statement that makes a change also writes a row to the service's
 * outbox; the event is then put into the service's events table, whose stream delivers it, and the row is deleted.
 * Handlers do this right away; the relay does it for rows that a crash left behind. Every part is idempotent.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type Clock, expiresAfterRetention } from './clock.ts';
import { type Item, putItem } from './items.ts';
import type { OutboxActivity } from './outbox-activity.ts';
import type { Log } from './logger.ts';
import { parse } from './parse.ts';
import { ownRegion } from './region.ts';
import type { Sql } from './data-api.ts';
import { functionTracer } from './tracing/function-tracer.ts';

export interface OutboxEvent {
  readonly eventId: string;
  readonly payload: Item;
}

export interface Outbox {
  publish(event: OutboxEvent): Promise<void>;
  /** Publishes the remaining events, oldest first. @returns how many there were */
  drain(): Promise<number>;
}

const Rows = z.array(z.object({ event_id: z.string(), payload: z.string() }));
const Payload = z.record(z.string(), z.unknown());
const PAGE = 100;

export function outbox(sql: Sql, client: DynamoDBClient, eventsTable: string, clock: Clock): Outbox {
  const region = ownRegion();
  const publish = async ({ eventId, payload }: OutboxEvent): Promise<void> => {
    const now = clock.now();
    await putItem(
      client,
      eventsTable,
      region.stamp({ ...payload, eventId, publishedAt: now.toISOString(), expiresAt: expiresAfterRetention(now) }),
      { expression: 'attribute_not_exists(eventId)' },
    );
    await sql('DELETE FROM outbox WHERE event_id = :eventId', { eventId });
  };
  const drain = async (): Promise<number> => {
    const rows = parse(
      Rows,
      await sql(`SELECT event_id, CAST(payload AS text) AS payload FROM outbox ORDER BY created_at LIMIT ${PAGE}`),
      'Outbox',
    );
    for (const row of rows) {
      const payload = parse(Payload, JSON.parse(row.payload), 'Outbox payload');
      const correlationId = typeof payload['correlationId'] === 'string' ? payload['correlationId'] : undefined;
      await functionTracer().span({ name: 'publish left event', kind: 'internal', correlationId }, () =>
        publish({ eventId: row.event_id, payload }),
      );
    }
    return rows.length === PAGE ? rows.length + (await drain()) : rows.length;
  };
  return { publish, drain };
}

/** The scheduled function that publishes events that a crash left in the outbox. It asks the database only if there may be any. */
export const relay =
  (rows: Outbox, activity: Pick<OutboxActivity, 'due' | 'settle'>, clock: Clock, log: Log): (() => Promise<void>) =>
  async () => {
    try {
      const due = await activity.due();
      if (due === undefined) return;
      const began = clock.now().getTime();
      const published = await rows.drain();
      if (published > 0) log.info('Published events that were left in the outbox', { published });
      if (began >= due.activeUntil) await activity.settle(due.activeUntil);
    } catch (error) {
      log.error('The outbox could not be drained', { error });
      throw error;
    }
  };
