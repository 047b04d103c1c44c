/** Items of the system's DynamoDB tables. */
import { setTimeout } from 'node:timers/promises';
import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  paginateScan,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { variable } from './environment.ts';

type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

const client = new DynamoDBClient({});
const MAX_CONFLICTS = 10;

const tableOf = (name: string): string => `${variable('PREFIX')}${name}`;

export async function getItem<Item>(name: string, key: Values): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: tableOf(name), Key: marshall(key), ConsistentRead: true });
  const { Item: found } = await client.send(command);
  return found && (unmarshall(found) as Item);
}

/** All items of a table, a page at a time. */
export async function* scan<Item>(name: string): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableOf(name), ConsistentRead: true })) {
    for (const item of Items) yield unmarshall(item) as Item;
  }
}

export async function query<Item>(name: string, input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const { Items = [] } = await client.send(new QueryCommand({ TableName: tableOf(name), ...input }));
  return Items.map((item) => unmarshall(item) as Item);
}

interface Condition {
  /** Names that DynamoDB reserves are written with a `#`, such as `#state`. Absent: it always holds. */
  readonly expression?: string;
  readonly values?: Values;
}

function conditional({ expression, values }: Condition, change = '') {
  const names = [...new Set(`${expression ?? ''} ${change}`.match(/#\w+/g))];
  return {
    ...(expression !== undefined && { ConditionExpression: expression }),
    ...(names.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [name, name.slice(1)])),
    }),
    ...(values !== undefined && { ExpressionAttributeValues: marshall(values) }),
  };
}

export const put = (name: string, item: Values, when: Condition): TransactWriteItem => ({
  Put: { TableName: tableOf(name), Item: marshall(item, { removeUndefinedValues: true }), ...conditional(when) },
});

export const check = (name: string, key: Values, when: Condition): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tableOf(name),
    Key: marshall(key),
    ConditionExpression: when.expression,
    ...conditional(when),
  },
});

/** @param change an update expression; its values are those of the condition */
export const update = (name: string, key: Values, change: string, when: Condition): TransactWriteItem => ({
  Update: { TableName: tableOf(name), Key: marshall(key), UpdateExpression: change, ...conditional(when, change) },
});

/**
 * Writes all items or none.
 *
 * @returns the positions of the items whose condition did not hold; none if all were written
 */
export async function transact(...items: TransactWriteItem[]): Promise<readonly number[]> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      const failed = codes.flatMap((code, at) => (code === 'ConditionalCheckFailed' ? [at] : []));
      if (failed.length > 0) return failed;
      // Bookings of one event write the same counters at the same time.
      if (!codes.includes('TransactionConflict') || conflicts >= MAX_CONFLICTS) throw error;
      await setTimeout(20 * (conflicts + 1) * Math.random());
    }
  }
}
