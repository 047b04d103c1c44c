/** Items of the control table, each known by its name. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { dynamoDbSdk } from '../packages.ts';
import type { ControlTables } from '../tables.ts';

export type ControlTable = Pick<ControlTables, 'client' | 'controlTable'>;

export type Item = Record<string, AttributeValue>;

export const itemKey = (name: string) => ({ name: { S: name } });

export async function getItem({ client, controlTable }: ControlTable, name: string): Promise<Item | undefined> {
  const { GetItemCommand } = await dynamoDbSdk();
  const command = new GetItemCommand({ TableName: controlTable, Key: itemKey(name), ConsistentRead: true });
  return (await client.send(command)).Item;
}

export async function putItem({ client, controlTable }: ControlTable, name: string, item: Item): Promise<void> {
  const { PutItemCommand } = await dynamoDbSdk();
  await client.send(new PutItemCommand({ TableName: controlTable, Item: { ...itemKey(name), ...item } }));
}
