/** What the stores must hold for what was asked of the system, record by record. */
import { change, either, type Expectations, type Expected, record, time } from 'evenkeel/chaos';

interface Event {
  readonly title: string;
  readonly organiserId: string;
  readonly priceCents: number;
}

/** What the journeys send: see journeys.ts. */
interface Asked {
  readonly body?: { readonly eventId: string; readonly seats: number };
  /** The event that the journey itself has announced, first without seats, then with two. */
  readonly announced?: Event;
}

export const expect: Expectations = {
  request({ correlationId: id, asked }, end, before) {
    const { body, announced } = asked as Asked;
    if (body === undefined || end === null) return [];
    const { eventId, seats } = body;
    const { organiserId, priceCents } = announced ?? (before('events', eventId) as unknown as Event);
    const amountCents = seats * priceCents;
    const booking = (state: string): Expected =>
      record('bookings', id, {
        state,
        eventId,
        organiserId,
        seats,
        amountCents,
        createdAt: time(),
        updatedAt: time({ notBefore: 'createdAt' }),
      });
    const charge = (state: string, cents = amountCents) => record('charges', id, { state, amountCents: cents });
    const entry = (kind: string) => record('entries', { bookingId: id }, { kind, amountCents });
    const own = announced === undefined ? [] : eventOf(eventId, announced, end === 'completed' ? seats : 0);
    switch (end) {
      case 'completed':
        return [
          booking('CONFIRMED'),
          record('holds', id, { state: 'SOLD', eventId, seats }),
          charge('CHARGED'),
          entry('CHARGE'),
          record('tickets', id, { state: 'ISSUED', eventId, organiserId, seats }),
          change('totals', organiserId, 'tickets', 1),
          change('totals', organiserId, 'seats', seats),
          ...(announced === undefined
            ? [change('events', eventId, 'free', -seats, { min: 0 }), change('events', eventId, 'sold', seats)]
            : own),
        ];
      case 'rolled-back':
        return [
          booking('CANCELLED'),
          either([record('holds', id, { state: 'RELEASED', eventId, seats })], []),
          either([charge('REFUNDED'), entry('CHARGE'), entry('REFUND')], [charge('DECLINED')], [charge('VOIDED', 0)]),
          ...own,
        ];
      default:
        return [booking('WAITLISTED'), ...own];
    }
  },
};

/** An event with two seats, and its listing. */
function eventOf(eventId: string, { title, organiserId, priceCents }: Event, sold: number): Expected[] {
  const listing = { title, organiserId, priceCents, edition: 1 };
  return [
    record('events', eventId, { ...listing, capacity: 2, free: 2 - sold, held: 0, sold }),
    record('listings', eventId, listing),
  ];
}
