/** Copies title and price of events to the list that customers read. */
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { withChaos } from 'evenkeel/chaos/injector';
import { put, transact } from './items.ts';

async function copy(event: DynamoDBStreamEvent): Promise<void> {
  for (const { dynamodb } of event.Records) {
    const { eventId, title, organiserId, priceCents, edition } = dynamodb?.NewImage ?? {};
    if (eventId?.S === undefined || edition?.N === dynamodb?.OldImage?.['edition']?.N) continue;
    await transact(
      put(
        'listings',
        {
          eventId: eventId.S,
          title: title?.S ?? '',
          organiserId: organiserId?.S ?? '',
          priceCents: Number(priceCents?.N),
          edition: Number(edition?.N),
          updatedAt: new Date().toISOString(),
        },
        {
          expression: 'attribute_not_exists(eventId) OR edition < :edition',
          values: { ':edition': Number(edition?.N) },
        },
      ),
    );
  }
}

export const handler = withChaos(copy, { service: 'listings', step: () => 'copy', correlationId: () => undefined });
