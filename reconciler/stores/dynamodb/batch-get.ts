import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { parts } from '../parts.ts';
import { read } from '../reading.ts';
import { type Attributes, imageOf } from './attribute.ts';

/** Limit of BatchGetItem. */
const KEYS_A_CALL = 100;
const ATTEMPTS = 8;
/** Real milliseconds before the second attempt at keys that were left unprocessed; doubled each time. */
const FIRST_WAIT_MS = 50;

/** Whole items by their keys, with strong reads. */
export async function batchGet(
  client: DynamoDBClient,
  { view, table }: { readonly view: string; readonly table: string },
  keys: readonly Attributes[],
  reading: Reading,
): Promise<Attributes[]> {
  const items: Attributes[] = [];
  for (const part of parts(keys, KEYS_A_CALL)) {
    let asked: KeysAndAttributes | undefined = { Keys: part, ConsistentRead: true };
    for (let attempt = 1; asked !== undefined; attempt += 1) {
      if (attempt > ATTEMPTS) throw new StoreReadError(view, `${table} left keys unread in ${ATTEMPTS} attempts`);
      if (attempt > 1) await wait(FIRST_WAIT_MS * 2 ** (attempt - 2));
      const command: BatchGetItemCommand = new BatchGetItemCommand({ RequestItems: { [table]: asked } });
      const answer = await read(view, reading, () => client.send(command, { abortSignal: reading.signal }));
      items.push(...(answer.Responses?.[table] ?? []));
      asked = answer.UnprocessedKeys?.[table];
    }
  }
  reading.received(items.reduce((sum, item) => sum + imageOf(item).length, 0));
  return items;
}
