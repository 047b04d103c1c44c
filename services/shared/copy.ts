/**
 * Copies of a master's rows, fed by its events. Events may arrive late or twice, so a copy accepts only a newer version
 * of its master.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Change } from './change.ts';
import type { StreamHandler } from './handlers.ts';
import { type Item, putItem } from './items.ts';
import type { Log } from './logger.ts';
import { ownRegion } from './region.ts';
import { streamHandler } from './stream.ts';

export interface Copy {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly key: string;
  readonly log: Log;
  /** Builds the copy's item, with the master's `version`, from an event. */
  readonly toItem: (event: Item) => Item & { readonly version: number };
}

export function copyHandler({ client, table, key, log, toItem }: Copy): StreamHandler {
  const region = ownRegion();
  return streamHandler({
    source: () => `${table}#copy`,
    handle: async (change: Change) => {
      if (change.kind !== 'INSERT' || change.after === undefined || !region.wrote(change.after)) return;
      const item = region.stamp(toItem(change.after));
      await putItem(client, table, item, {
        expression: 'attribute_not_exists(#key) OR #version < :version',
        names: { '#key': key, '#version': 'version' },
        values: { ':version': item.version },
      });
    },
    log,
  });
}
