/**
 * Files a record that the error table's own mapping gave up on again, under its own key and a limited number of times:
 * a saga that cannot be driven must end in an alarm, not in an endless loop.
 */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Clock, expiresAfterRetention } from '../shared/clock.ts';
import { conditionally, toAttributes } from '../shared/items.ts';

export const MAX_REFILINGS = 5;

interface ErrorKey {
  readonly correlationId: string;
  readonly source: string;
}

/** Returns false once the limit is reached. */
export type Refile = (key: ErrorKey) => Promise<boolean>;

export const refiler =
  (client: DynamoDBClient, table: string, clock: Clock): Refile =>
  ({ correlationId, source }) => {
    const now = clock.now();
    const update = new UpdateItemCommand({
      TableName: table,
      Key: toAttributes({ correlationId, source }),
      UpdateExpression: 'SET updatedAt = :now, expiresAt = :expiry ADD filings :one, refilings :one, #version :one',
      ConditionExpression: 'attribute_not_exists(refilings) OR refilings < :max',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: toAttributes({
        ':now': now.toISOString(),
        ':expiry': expiresAfterRetention(now),
        ':one': 1,
        ':max': MAX_REFILINGS,
      }),
    });
    return conditionally(() => client.send(update));
  };
