/** The organisers' side: GET /events, PUT /events/{eventId}, POST /events/{eventId}/seats. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { findEvent } from './booking.ts';
import { put, scan, transact, update } from './items.ts';
import { offerSeats } from './waiting-list.ts';

interface Body {
  readonly title?: string;
  readonly organiserId?: string;
  readonly priceCents?: number;
  readonly seats?: number;
}

const answer = (statusCode: number, body: object): APIGatewayProxyResult => ({
  statusCode,
  body: JSON.stringify(body),
});

export async function handler(request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const eventId = request.pathParameters?.['eventId'];
  if (eventId === undefined) return answer(200, { events: await listed() });
  const body = JSON.parse(request.body ?? '{}') as Body;
  if (request.httpMethod === 'PUT') await announce(eventId, body);
  else await addSeats(eventId, body.seats ?? 0);
  const event = await findEvent(eventId);
  return event === undefined ? answer(404, { message: `there is no event ${eventId}` }) : answer(200, event);
}

async function listed(): Promise<unknown[]> {
  const listings: unknown[] = [];
  for await (const listing of scan('listings')) listings.push(listing);
  return listings;
}

/** Announces an event; one that exists gets another title and price. */
async function announce(eventId: string, { title = '', organiserId = '', priceCents = 0, seats = 0 }: Body) {
  const at = new Date().toISOString();
  const counters = { capacity: seats, free: seats, held: 0, sold: 0, version: 1, edition: 1 };
  const isKnown = await transact(
    put(
      'events',
      { eventId, title, organiserId, priceCents, updatedAt: at, ...counters },
      { expression: 'attribute_not_exists(eventId)' },
    ),
  );
  if (isKnown.length === 0) return;
  await transact(
    update(
      'events',
      { eventId },
      'SET title = :title, priceCents = :price, updatedAt = :now ADD edition :one, version :one',
      {
        expression: 'title <> :title OR priceCents <> :price',
        values: { ':title': title, ':price': priceCents, ':now': at, ':one': 1 },
      },
    ),
  );
}

async function addSeats(eventId: string, seats: number): Promise<void> {
  const failed = await transact(
    update('events', { eventId }, 'SET updatedAt = :now ADD #capacity :seats, #free :seats, version :one', {
      expression: 'attribute_exists(eventId)',
      values: { ':seats': seats, ':now': new Date().toISOString(), ':one': 1 },
    }),
  );
  if (failed.length === 0) await offerSeats(eventId);
}
