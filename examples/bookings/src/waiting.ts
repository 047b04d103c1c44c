/** Serves the waiting list: each message of the queue offers seats to a booking. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { withChaos } from 'evenkeel/chaos/injector';
import { findBooking } from './booking.ts';
import { log } from './environment.ts';
import { book } from './flow.ts';
import { type Offer, takeFromWaitingList } from './waiting-list.ts';

const offerOf = ({ body }: SQSRecord): Offer => JSON.parse(body) as Offer;

async function serve(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await accept(offerOf(record));
    } catch (error) {
      log('ERROR', 'offer.failed', { ...offerOf(record), error: String(error) });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}

async function accept({ bookingId }: Offer): Promise<void> {
  const booking = await findBooking(bookingId);
  if (booking?.state === 'WAITLISTED') await takeFromWaitingList(booking, new Date());
  const taken = await findBooking(bookingId);
  if (taken?.state === 'PENDING') await book(taken, true);
}

export const handler = withChaos(serve, {
  service: 'waiting',
  step: () => 'serve',
  correlationId: (record) => offerOf(record).bookingId,
  partialResponses: true,
});
