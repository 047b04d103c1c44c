/** The error table: the transaction manager rolls back, or completes, every saga that is filed there. */
import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Clock, expiresAfterRetention } from './clock.ts';
import { toAttributes } from './items.ts';
import { functionTracer } from './tracing/function-tracer.ts';

/** @internal */
export interface Filing {
  readonly correlationId: string;
  /** `<service>#<step>`. */
  readonly source: string;
  readonly reason: string;
}

export type FileError = (filing: Filing) => Promise<void>;

/** Every filing increments a counter, because a write that changes nothing leaves no stream record. */
export const errorTable =
  (client: DynamoDBClient, table: string, clock: Clock): FileError =>
  async ({ correlationId, source, reason }) => {
    const now = clock.now();
    const update = new UpdateItemCommand({
      TableName: table,
      Key: toAttributes({ correlationId, source }),
      UpdateExpression: 'SET #reason = :reason, updatedAt = :now, expiresAt = :expiry ADD filings :one, #version :one',
      ExpressionAttributeNames: { '#reason': 'reason', '#version': 'version' },
      ExpressionAttributeValues: toAttributes({
        ':reason': reason,
        ':now': now.toISOString(),
        ':expiry': expiresAfterRetention(now),
        ':one': 1,
      }),
    });
    await functionTracer().span({ name: `file ${source}`, kind: 'internal', correlationId }, () => client.send(update));
  };
