/** POST /bookings: the orchestrating function. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { withChaos } from 'evenkeel/chaos/injector';
import { type BookingState, expiryFrom, findBooking, findEvent, openBooking } from './booking.ts';
import { book } from './flow.ts';

const MAX_SEATS = 10;

/** 409: the booking is stored, and was rolled back. */
const STATUS: Readonly<Record<BookingState, number>> = {
  CONFIRMED: 201,
  WAITLISTED: 202,
  CANCELLED: 409,
  PENDING: 500,
  CANCELLING: 500,
};

interface Body {
  readonly eventId?: unknown;
  readonly seats?: unknown;
  readonly wait?: unknown;
}

/** API Gateway keeps header names as the client wrote them. */
const idOf = ({ headers }: APIGatewayProxyEvent): string | undefined =>
  headers['x-correlation-id'] ?? headers['X-Correlation-Id'];

const answer = (statusCode: number, body: object): APIGatewayProxyResult => ({
  statusCode,
  body: JSON.stringify(body),
});

async function post(request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { eventId, seats, wait } = JSON.parse(request.body ?? '{}') as Body;
  if (typeof eventId !== 'string' || typeof seats !== 'number' || !(seats >= 1 && seats <= MAX_SEATS)) {
    return answer(400, { message: `eventId and seats (1 to ${MAX_SEATS}) are needed` });
  }
  const event = await findEvent(eventId);
  if (event === undefined) return answer(404, { message: `there is no event ${eventId}` });
  const bookingId = idOf(request) ?? randomUUID();
  const now = new Date();
  const at = now.toISOString();
  await openBooking({
    bookingId,
    eventId,
    organiserId: event.organiserId,
    seats,
    totalCents: seats * event.priceCents,
    state: 'PENDING',
    expiresAt: expiryFrom(now),
    createdAt: at,
    updatedAt: at,
    version: 1,
  });
  const booking = await findBooking(bookingId);
  const state = booking?.state === 'PENDING' ? await book(booking, wait === true) : (booking?.state ?? 'PENDING');
  return answer(STATUS[state], { bookingId, state });
}

export const handler = withChaos(post, { service: 'booking', correlationId: idOf, hooks: ['delivery'] });
