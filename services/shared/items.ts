/** Reads and conditional writes of DynamoDB items. */
import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import pRetry from 'p-retry';
import { tracedCalls } from './tracing/aws-calls.ts';

export type Item = Readonly<Record<string, unknown>>;

/** The condition of a write, with plain values instead of attribute values. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

export const dynamo = (): DynamoDBClient => tracedCalls(new DynamoDBClient({}));

export const toAttributes = (item: Item): Record<string, AttributeValue> =>
  marshall(item, { removeUndefinedValues: true });

export const fromAttributes = (attributes: Record<string, AttributeValue>): Item => unmarshall(attributes);

/** Reads an item with strong consistency, as decisions are based on it. */
export async function getItem(client: DynamoDBClient, table: string, key: Item): Promise<Item | undefined> {
  const { Item: found } = await client.send(
    new GetItemCommand({ TableName: table, Key: toAttributes(key), ConsistentRead: true }),
  );
  return found && fromAttributes(found);
}

export type Put = { readonly written: true } | { readonly written: false; readonly existing: Item | undefined };

/** Writes the item if the condition holds; otherwise returns the existing item that made it fail. */
export async function putItem(client: DynamoDBClient, table: string, item: Item, condition?: Condition): Promise<Put> {
  try {
    const put = new PutItemCommand({
      TableName: table,
      Item: toAttributes(item),
      ...(condition && conditionFields(condition)),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await whenFree(() => client.send(put));
    return { written: true };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return { written: false, existing: error.Item && fromAttributes(error.Item) };
  }
}

/** Delays between attempts while a transaction holds an item; they add up to about two seconds. */
const WHILE_HELD = { retries: 12, minTimeout: 10, maxTimeout: 300, randomize: true };

/** Writes one item, and tries again while a transaction holds it: such a write has changed nothing. */
export const whenFree = <Reply>(write: () => Promise<Reply>): Promise<Reply> =>
  pRetry(write, { ...WHILE_HELD, shouldRetry: ({ error }) => error.name === 'TransactionConflictException' });

/** Runs a conditional write. @returns false if its condition failed */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await whenFree(write);
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Whether a write failed because its condition did not hold. */
export const isConditionFailed = (error: unknown): error is ConditionalCheckFailedException =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** The fields of a write's input that state its condition. */
export function conditionFields(condition: Condition) {
  return {
    ConditionExpression: condition.expression,
    ...(condition.names && { ExpressionAttributeNames: { ...condition.names } }),
    ...(condition.values && { ExpressionAttributeValues: toAttributes(condition.values) }),
  };
}

/** Why a transaction was cancelled: one code per item, in order; `None` for items that did not cause it. */
export type Cancellation = readonly string[];

/**
 * Runs a transaction. One that conflicts with another transaction is retried after a random delay.
 *
 * @returns undefined if it succeeded, else the cancellation codes of its failed conditions
 */
export async function transactionally(transaction: () => Promise<unknown>): Promise<Cancellation | undefined> {
  try {
    await pRetry(transaction, { ...WHILE_HELD, shouldRetry: ({ error }) => isConflict(error) });
    return undefined;
  } catch (error) {
    const codes = cancellation(error);
    if (codes.includes('ConditionalCheckFailed')) return codes;
    throw error;
  }
}

const cancellation = (error: unknown): Cancellation =>
  isCancelled(error) ? (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None') : [];

const isCancelled = (error: unknown): error is TransactionCanceledException =>
  error instanceof Error && error.name === 'TransactionCanceledException';

/** A condition that failed in the same attempt takes precedence: a retry would not change it. */
function isConflict(error: unknown): boolean {
  const codes = cancellation(error);
  return codes.includes('TransactionConflict') && !codes.includes('ConditionalCheckFailed');
}
