import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableProperties } from './table-properties.ts';

/** Prefix of the keys of priming items; stream readers skip their records. */
const PRIMING_PREFIX = '__prime__';

const primingValue = (type: 'S' | 'N' | 'B' | undefined): AttributeValue => {
  if (type === 'N') return { N: '0' };
  if (type === 'B') return { B: Buffer.from(PRIMING_PREFIX) };
  return { S: `${PRIMING_PREFIX}0` };
};

/**
 * The key of a table's priming item, or undefined if the partition key is not text and so cannot carry the prefix.
 *
 * @internal
 */
export function primingKey({
  KeySchema,
  AttributeDefinitions,
}: TableProperties): Record<string, AttributeValue> | undefined {
  const types = new Map(AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const partition = KeySchema.find(({ KeyType }) => KeyType === 'HASH');
  if (!partition || types.get(partition.AttributeName) !== 'S') return undefined;
  return Object.fromEntries(
    KeySchema.map(({ AttributeName }) => [AttributeName, primingValue(types.get(AttributeName))]),
  );
}

/**
 * Puts and deletes one item, so that the table's stream has a first record immediately and, on later calls, a recent last
 * one. DynamoDB Local searches the records of all streams for these two on every write and every poll. Both become slower
 * the later the first record was written, and the more other tables have been written to since the last one.
 */
export async function primeStream(client: DynamoDBClient, table: string, properties: TableProperties): Promise<void> {
  const key = primingKey(properties);
  if (!key) return;
  await client.send(new PutItemCommand({ TableName: table, Item: key }));
  await client.send(new DeleteItemCommand({ TableName: table, Key: key }));
}
