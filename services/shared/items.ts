/** Reads and conditional writes of DynamoDB items. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import pRetry from 'p-retry';

export type Item = Readonly<Record<string, unknown>>;

/** The condition of a write, with plain values in place of attribute values. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

export const dynamo = (): DynamoDBClient => new DynamoDBClient({});

export const toAttributes = (item: Item): Record<string, AttributeValue> =>
  marshall(item, { removeUndefinedValues: true });

export const fromAttributes = (attributes: Record<string, AttributeValue>): Item => unmarshall(attributes);

/** Strongly consistent, as every read that a decision rests on. */
export async function getItem(client: DynamoDBClient, table: string, key: Item): Promise<Item | undefined> {
  const { Item: found } = await client.send(
    new GetItemCommand({ TableName: table, Key: toAttributes(key), ConsistentRead: true }),
  );
  return found && fromAttributes(found);
}

export type Put = { readonly written: true } | { readonly written: false; readonly standing: Item | undefined };

/** Writes the item if the condition holds, else answers the item that stood in the way. */
export async function putItem(client: DynamoDBClient, table: string, item: Item, condition?: Condition): Promise<Put> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: toAttributes(item),
        ...(condition && conditionFields(condition)),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { written: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { written: false, standing: error.Item && fromAttributes(error.Item) };
  }
}

/** Runs a conditional write; false when its condition failed. */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export function conditionFields(condition: Condition) {
  return {
    ConditionExpression: condition.expression,
    ...(condition.names && { ExpressionAttributeNames: { ...condition.names } }),
    ...(condition.values && { ExpressionAttributeValues: toAttributes(condition.values) }),
  };
}

/** Why a transaction was cancelled, a code per item, in order; `None` for an item that was not the cause. */
export type Cancellation = readonly string[];

/**
 * Runs a transaction; undefined when it went through, else the reasons of its failed conditions. One that merely met
 * another transaction is tried again, after a random delay.
 */
export async function transactionally(transaction: () => Promise<unknown>): Promise<Cancellation | undefined> {
  try {
    await pRetry(transaction, {
      retries: 12,
      minTimeout: 10,
      maxTimeout: 300,
      randomize: true,
      shouldRetry: ({ error }) => isConflict(error),
    });
    return undefined;
  } catch (error) {
    const codes = cancellation(error);
    if (codes.includes('ConditionalCheckFailed')) return codes;
    throw error;
  }
}

const cancellation = (error: unknown): Cancellation =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
    : [];

/** A condition that failed in the same attempt decides: retrying could not change it. */
function isConflict(error: unknown): boolean {
  const codes = cancellation(error);
  return codes.includes('TransactionConflict') && !codes.includes('ConditionalCheckFailed');
}
