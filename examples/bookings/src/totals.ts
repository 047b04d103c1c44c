/** Keeps what each organiser has sold: counts the tickets that the stream brings, each once. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { withChaos } from 'evenkeel/chaos/injector';
import { log } from './environment.ts';
import { transact, update } from './items.ts';

async function count(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    try {
      await countTicket(record);
    } catch (error) {
      log('ERROR', 'count.failed', { bookingId: bookingOf(record), error: String(error) });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}

async function countTicket({ eventName, dynamodb }: DynamoDBRecord): Promise<void> {
  const { bookingId, organiserId, seats, _repair: repair } = dynamodb?.NewImage ?? {};
  // A ticket that the reconciler wrote is counted already.
  if (eventName !== 'INSERT' || repair !== undefined) return;
  await transact(
    update('tickets', { bookingId: bookingId?.S ?? '' }, 'SET counted = :yes', {
      expression: 'attribute_exists(bookingId) AND attribute_not_exists(counted)',
      values: { ':yes': true },
    }),
    update(
      'totals',
      { organiserId: organiserId?.S ?? '' },
      'SET updatedAt = :now ADD tickets :one, seats :seats, version :one',
      {
        values: { ':now': new Date().toISOString(), ':one': 1, ':seats': Number(seats?.N ?? 0) },
      },
    ),
  );
}

const bookingOf = ({ dynamodb }: DynamoDBRecord): string | undefined => dynamodb?.Keys?.['bookingId']?.S;

export const handler = withChaos(count, {
  service: 'totals',
  step: () => 'count',
  correlationId: bookingOf,
  partialResponses: true,
});
