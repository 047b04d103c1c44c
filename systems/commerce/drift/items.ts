/** Guarded writes to the shop's tables that bypass its services. Each write returns whether its condition held. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Connection } from '@evenkeel/chaos';
import { clientsOf } from '../clients.ts';
import { DriftError } from '../errors.ts';

export type Item = Record<string, AttributeValue>;

export const tableOf = ({ system }: Connection, name: string): string => `${system.prefix}${name}`;

/** @throws DriftError when the table has no such item */
export async function getItem(connection: Connection, table: string, key: Item): Promise<Item> {
  const command = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
  const { Item: found } = await clientsOf(connection).dynamodb.send(command);
  if (found === undefined) throw new DriftError(`${table} no longer has the item ${JSON.stringify(key)}`);
  return found;
}

export const putItem = (connection: Connection, request: PutItemCommandInput): Promise<boolean> =>
  held(clientsOf(connection).dynamodb.send(new PutItemCommand(request)));

export const updateItem = (connection: Connection, request: UpdateItemCommandInput): Promise<boolean> =>
  held(clientsOf(connection).dynamodb.send(new UpdateItemCommand(request)));

export const deleteItem = (connection: Connection, request: DeleteItemCommandInput): Promise<boolean> =>
  held(clientsOf(connection).dynamodb.send(new DeleteItemCommand(request)));

async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
