/** Items of the control table, each identified by its name. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { checkArgument, filledText } from '../options.ts';
import { dynamoDbSdk } from '../packages.ts';
import { type ControlTables, dynamoDbClient } from '../tables.ts';

export type ControlTable = Pick<ControlTables, 'client' | 'controlTable'>;

const controlTable = z.looseObject({ client: dynamoDbClient, controlTable: filledText });

/**
 * @param caller the public function that was passed the table
 * @throws ReconciliationError
 */
export function checkTable(caller: string, table: unknown): void {
  checkArgument(caller, controlTable, table);
}

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
