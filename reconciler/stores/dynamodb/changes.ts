import type { DynamoDBClient, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import { NO_ITEMS, type Reader } from './reader.ts';

/** A global secondary index that sorts items by the time of their last write. */
export interface ChangesIndex {
  readonly index: string;
  /** The index's partition key, and the values that items have in it. */
  readonly partition: string;
  readonly values: readonly string[];
}

export interface Changes extends ChangesIndex {
  readonly client: DynamoDBClient;
  readonly reader: Reader;
  readonly table: string;
  readonly updatedAt: string;
  /** The attributes of the table's key. */
  readonly keyAttributes: readonly string[];
}

/**
 * Reads the keys of the items written since then from the index. The index lags behind the table, and does not report
 * deleted items.
 */
export async function* changedPages(
  changes: Changes,
  since: Date,
  reading: Reading,
): AsyncGenerator<readonly Attributes[], void> {
  const { client, reader, table, index, partition, values, updatedAt, keyAttributes } = changes;
  const { QueryCommand } = await dynamoDbSdk();
  const projected = keyAttributes.map((attribute, at) => [`#k${at}`, attribute] as const);
  for (const value of values) {
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const command = new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: '#partition = :partition AND #updatedAt >= :since',
        ProjectionExpression: projected.map(([placeholder]) => placeholder).join(', '),
        ExpressionAttributeNames: {
          '#partition': partition,
          '#updatedAt': updatedAt,
          ...Object.fromEntries(projected),
        },
        ExpressionAttributeValues: { ':partition': { S: value }, ':since': { S: since.toISOString() } },
        ReturnConsumedCapacity: 'TOTAL',
        ...(start && { ExclusiveStartKey: start }),
      });
      const answer: QueryCommandOutput = await reader.ask(reading, () =>
        client.send(command, { abortSignal: reading.signal }),
      );
      const items = answer.Items;
      if (items === undefined) throw new StoreReadError(reader.view, NO_ITEMS);
      reading.received(bytesOfPage(items));
      yield items;
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
  }
}
