import { type AttributeValue, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './items.ts';

/** A write of another writer between two steps of a repair. */
export interface Race {
  /** It comes before this write of the repair to the key, counted from 1. */
  readonly before: number;
  readonly attribute: string;
}

export const RACED: AttributeValue = { S: 'raced' };

export interface RacedClient {
  readonly client: DynamoDBClient;
  /** Keys that the other writer wrote. */
  readonly raced: ReadonlySet<string>;
}

interface Sent {
  readonly input: {
    readonly TableName?: string;
    readonly Key?: Item;
    readonly Item?: Item;
    readonly UpdateExpression?: string;
  };
}

const WRITES = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];

/**
 * A client that fails `instanceof`, like one from another copy of the SDK. Before a repair's write, it writes to the item
 * as another writer that does not maintain versions.
 */
export function racedClient(
  client: DynamoDBClient,
  table: string,
  keyOf: (item: Item) => string,
  races: ReadonlyMap<string, Race>,
): RacedClient {
  const raced = new Set<string>();
  const writes = new Map<string, number>();
  const comeBetween = async (key: Item, { attribute }: Race): Promise<void> => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET #attribute = :raced',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':raced': RACED },
      }),
    );
  };
  const send = async (command: Sent, ...options: readonly unknown[]): Promise<unknown> => {
    const { TableName, Key, Item } = command.input;
    const target = Key ?? Item;
    if (TableName === table && target !== undefined && WRITES.includes(command.constructor.name)) {
      const name = keyOf(target);
      const count = (writes.get(name) ?? 0) + 1;
      writes.set(name, count);
      const race = races.get(name);
      if (race?.before === count) {
        raced.add(name);
        if (Key === undefined) await client.send(new PutItemCommand({ TableName: table, Item: keyedOnly(target) }));
        else await comeBetween(Key, race);
      }
    }
    return (client.send as (...all: readonly unknown[]) => Promise<unknown>).call(client, command, ...options);
  };
  const keyedOnly = (item: Item): Record<string, AttributeValue> => ({
    ...Object.fromEntries(Object.entries(item).filter(([name]) => name === 'id' || name === 'number')),
    race: RACED,
  });
  return { client: { send } as unknown as DynamoDBClient, raced };
}
