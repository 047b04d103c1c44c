/**
 * Counts the failures of one correlation id in one step, durably: a retry may run in another execution environment. At
 * the limit the id is filed and the stream moves on.
 */
import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Clock, expiresAfterRetention } from './clock.ts';
import { errorTable, type FileError } from './filing.ts';
import { toAttributes } from './items.ts';

export interface Failure {
  readonly correlationId: string;
  readonly source: string;
  readonly error: Error;
}

export interface FailurePolicy {
  /** Adds a failure and returns the count. */
  count(failure: Failure): Promise<number>;
  readonly limit: number;
  readonly file: FileError;
}

/** Counts the failure, and files its correlation id once the limit is reached. */
export async function handleFailure(policy: FailurePolicy, failure: Failure): Promise<'retry' | 'moveOn'> {
  const count = await policy.count(failure);
  if (count < policy.limit) return 'retry';
  const { correlationId, source, error } = failure;
  await policy.file({ correlationId, source, reason: `failed ${count} times: ${error.message}` });
  return 'moveOn';
}

/** The policy of a service, with the tables and the limit from its environment. */
export const failurePolicy = (
  client: DynamoDBClient,
  env: { readonly FAILURES_TABLE: string; readonly ERRORS_TABLE: string; readonly FAILURE_LIMIT: number },
  clock: Clock,
): FailurePolicy => ({
  count: failureTable(client, env.FAILURES_TABLE, clock),
  limit: env.FAILURE_LIMIT,
  file: errorTable(client, env.ERRORS_TABLE, clock),
});

const failureTable =
  (client: DynamoDBClient, table: string, clock: Clock): FailurePolicy['count'] =>
  async ({ correlationId, source, error }) => {
    const now = clock.now();
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toAttributes({ correlationId, source }),
        UpdateExpression:
          'SET lastError = :error, updatedAt = :now, expiresAt = :expiry ADD #count :one, #version :one',
        ExpressionAttributeNames: { '#count': 'count', '#version': 'version' },
        ExpressionAttributeValues: toAttributes({
          ':error': error.message,
          ':now': now.toISOString(),
          ':expiry': expiresAfterRetention(now),
          ':one': 1,
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Number(Attributes?.['count']?.N);
  };
