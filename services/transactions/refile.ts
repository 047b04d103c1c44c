/**
 * What the error table's own mapping has given up on is filed again, under its own key, a limited number of times:
 * a saga that cannot be driven must end in an alarm, not in a circle.
 */
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Clock, expiresAfterRetention } from '../shared/clock.ts';
import { conditionally, toAttributes } from '../shared/items.ts';

export const REFILINGS = 5;

interface ErrorKey {
  readonly correlationId: string;
  readonly source: string;
}

/** False when it has been filed again often enough. */
export type Refile = (key: ErrorKey) => Promise<boolean>;

export const refiling =
  (client: DynamoDBClient, table: string, clock: Clock): Refile =>
  ({ correlationId, source }) => {
    const now = clock.now();
    const update = new UpdateItemCommand({
      TableName: table,
      Key: toAttributes({ correlationId, source }),
      UpdateExpression: 'SET updatedAt = :now, expiresAt = :expiry ADD filings :one, refilings :one, #version :one',
      ConditionExpression: 'attribute_not_exists(refilings) OR refilings < :most',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: toAttributes({
        ':now': now.toISOString(),
        ':expiry': expiresAfterRetention(now),
        ':one': 1,
        ':most': REFILINGS,
      }),
    });
    return conditionally(() => client.send(update));
  };
