/** The waiting list: bookings that wait for the seats of an event, and the queue that offers seats to them. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Booking, expiryFrom, findEvent, moved } from './booking.ts';
import { variable } from './environment.ts';
import { check, query, transact } from './items.ts';

const sqs = new SQSClient({});

/** The content of a message. Faults are aimed by the booking. */
export interface Offer {
  readonly bookingId: string;
}

/** @returns false if the booking is no longer pending, or holds seats */
export async function putOnWaitingList({ bookingId, eventId }: Booking, now: Date): Promise<boolean> {
  const failed = await transact(
    moved(bookingId, 'PENDING', 'WAITLISTED', now, ', waitingFor = :event', { ':event': eventId }),
    check('holds', { bookingId }, { expression: 'attribute_not_exists(bookingId)' }),
  );
  return failed.length === 0;
}

/** @returns false if the booking does not wait any longer */
export async function takeFromWaitingList({ bookingId }: Booking, now: Date): Promise<boolean> {
  const expiry = { ':expiry': expiryFrom(now) };
  const failed = await transact(
    moved(bookingId, 'WAITLISTED', 'PENDING', now, ', expiresAt = :expiry REMOVE waitingFor', expiry),
  );
  return failed.length === 0;
}

/** Offers the free seats of an event to the bookings that have waited longest. */
export async function offerSeats(eventId: string): Promise<void> {
  let { free } = (await findEvent(eventId)) ?? { free: 0 };
  if (free === 0) return;
  const waiting = await query<Booking>('bookings', {
    IndexName: 'waiting',
    KeyConditionExpression: 'waitingFor = :event',
    ExpressionAttributeValues: { ':event': { S: eventId } },
  });
  for (const { bookingId, seats } of waiting) {
    if (seats > free) continue;
    free -= seats;
    const offer: Offer = { bookingId };
    await sqs.send(new SendMessageCommand({ QueueUrl: variable('OFFERS_QUEUE'), MessageBody: JSON.stringify(offer) }));
  }
}
