/** What customers do, as k6 runs it. */
import { check } from 'k6';
import { allowedStatuses, allows, type Asked, call, data, type Iteration, iteration, operate } from 'evenkeel/k6';

const BOOKED = 201;
const WAITLISTED = 202;
const ROLLED_BACK = 409;

interface Data {
  readonly events: readonly string[];
  readonly dear: string;
}

const { events, dear } = data() as Data;

/** Books one or two seats. */
export function book(): void {
  const now = iteration();
  if (now === undefined) return;
  post(now, { eventId: events[now.number % events.length] ?? '', seats: 1 + (now.number % 2) }, BOOKED);
}

/** Books a seat that the card does not pay for: the booking is rolled back. */
export function declined(): void {
  const now = iteration();
  if (now === undefined) return;
  post(now, { eventId: dear, seats: 1 }, ROLLED_BACK);
}

/** Waits for a seat of an event that has none, until its organiser adds some: the queue serves the waiting list. */
export function wait(): void {
  const now = iteration();
  if (now === undefined) return;
  const { correlationId } = now;
  const eventId = `late-${correlationId}`;
  const path = `/events/${eventId}`;
  const announced = { title: `Late ${now.number}`, organiserId: 'late', priceCents: 1500 };
  call({ method: 'PUT', path, name: 'PUT /events/{id}', correlationId, body: { ...announced, seats: 0 } });
  post(now, { eventId, seats: 1, wait: true }, WAITLISTED, { announced });
  const added = call({
    method: 'POST',
    path: `${path}/seats`,
    name: 'POST /events/{id}/seats',
    correlationId,
    body: { seats: 2 },
  });
  check(added, { 'seats added': ({ status }) => status === 200 });
}

/** Waits for a seat of an event that never gets one. */
export function wait_in_vain(): void {
  const now = iteration();
  if (now === undefined) return;
  post(now, { eventId: 'sold-out', seats: 1, wait: true }, WAITLISTED);
}

interface Order {
  readonly eventId: string;
  readonly seats: number;
  readonly wait?: boolean;
}

/** @param asked what `expect.ts` needs to know beside the order */
function post({ correlationId, stretch }: Iteration, order: Order, usual: number, asked?: Asked): void {
  const expected = allowedStatuses(stretch, [usual]);
  const answer = operate(
    { method: 'POST', path: '/bookings', name: 'POST /bookings', correlationId, body: order, expected },
    asked,
  );
  check(answer, { 'booking answered': ({ status }) => allows(expected, status) });
}
