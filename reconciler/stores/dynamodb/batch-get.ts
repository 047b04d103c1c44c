import type { BatchGetItemCommandOutput, DynamoDBClient, KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { parts } from '../parts.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import { NO_ITEMS, type Reader } from './reader.ts';

/** Limit of BatchGetItem. */
const KEYS_PER_CALL = 100;

/** Reads whole items by their keys, with strong reads. Requests unprocessed keys again. */
export async function batchGet(
  client: DynamoDBClient,
  { reader, table }: { readonly reader: Reader; readonly table: string },
  keys: readonly Attributes[],
  reading: Reading,
): Promise<Attributes[]> {
  const { BatchGetItemCommand } = await dynamoDbSdk();
  const items: Attributes[] = [];
  for (const part of parts(keys, KEYS_PER_CALL)) {
    let asked: KeysAndAttributes | undefined = { Keys: part, ConsistentRead: true };
    for (let attempts = 1; ; attempts += 1) {
      const command = new BatchGetItemCommand({
        RequestItems: { [table]: asked },
        ReturnConsumedCapacity: 'TOTAL',
      });
      const answer: BatchGetItemCommandOutput = await reader.ask(reading, () =>
        client.send(command, { abortSignal: reading.signal }),
      );
      if (answer.Responses === undefined) throw new StoreReadError(reader.view, NO_ITEMS);
      // Only one table is asked for, and a table that is named by its ARN may be answered by its name.
      for (const found of Object.values(answer.Responses)) items.push(...found);
      const [left]: (KeysAndAttributes | undefined)[] = Object.values(answer.UnprocessedKeys ?? {});
      if (left === undefined) break;
      // Some keys were read. Attempts are counted from the last progress.
      if ((left.Keys?.length ?? 0) < (asked.Keys?.length ?? 0)) attempts = 1;
      asked = left;
      await reader.backOff(attempts, reading);
    }
  }
  reading.received(bytesOfPage(items));
  return items;
}
