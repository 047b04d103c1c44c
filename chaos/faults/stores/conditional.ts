import {
  ConditionalCheckFailedException,
  type AttributeValue,
  type DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type PutItemCommand,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** Whether the condition of the write held. */
export async function written(
  client: DynamoDBClient,
  write: PutItemCommand | UpdateItemCommand | DeleteItemCommand,
): Promise<boolean> {
  try {
    await (client.send as (command: typeof write) => Promise<unknown>)(write);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** @throws when there is no such item */
export async function readItem(client: DynamoDBClient, TableName: string, Key: Item): Promise<Item> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item === undefined) throw new Error(`${TableName} holds no item ${JSON.stringify(Key)} any more.`);
  return Item;
}
