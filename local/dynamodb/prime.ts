import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableProperties } from './table-properties.ts';

/** Start of the key values of items that only prime a stream; whoever reads a stream skips their records. */
const PRIMING_PREFIX = '__prime__';

const primingValue = (type: 'S' | 'N' | 'B' | undefined): AttributeValue => {
  if (type === 'N') return { N: '0' };
  if (type === 'B') return { B: Buffer.from(PRIMING_PREFIX) };
  return { S: `${PRIMING_PREFIX}0` };
};

/** The key of a priming item, or undefined where its partition key cannot say what it is. */
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
 * Puts and deletes one item, so that the table's stream has a first record at once, and later a fresh last one. At every
 * write and every poll the engine looks for them among the records of all streams: both get slower the later the first
 * came, and the more was written to other tables since the last.
 */
export async function primeStream(client: DynamoDBClient, table: string, properties: TableProperties): Promise<void> {
  const key = primingKey(properties);
  if (!key) return;
  await client.send(new PutItemCommand({ TableName: table, Item: key }));
  await client.send(new DeleteItemCommand({ TableName: table, Key: key }));
}
