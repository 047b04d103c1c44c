/** Whether a write path of this region works, which health checks ask before they send customers here. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { getItem, putItem } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';

const KEY = { name: 'checkout' };

const Row = z.object({ name: z.string(), beat: z.string(), version: z.number() });

export interface Heartbeat {
  /**
   * Writes under a condition, as every step of a saga does, and reads it back.
   *
   * @returns whether what was read is this beat, or a later one of another caller
   * @throws what DynamoDB throws, if it cannot be read or written
   */
  beats(): Promise<boolean>;
}

export function heartbeat(client: DynamoDBClient, table: string, clock: Clock): Heartbeat {
  const read = async () => {
    const item = await getItem(client, table, KEY);
    return item && parse(Row, item, 'Table heartbeats');
  };
  return {
    async beats() {
      const { version = 0 } = (await read()) ?? {};
      const beat = randomUUID();
      const next = { ...KEY, beat, version: version + 1, updatedAt: clock.now().toISOString() };
      const { written } = await putItem(client, table, next, {
        expression: 'attribute_not_exists(#name) OR #version = :version',
        names: { '#name': 'name', '#version': 'version' },
        values: { ':version': version },
      });
      const found = await read();
      if (found === undefined) return false;
      return (written && found.beat === beat) || found.version > version + (written ? 1 : 0);
    },
  };
}
