/** Seats of an event: free, held for a booking, or sold with its ticket. Each write moves them in one transaction. */
import type { Booking } from '../booking.ts';
import { moved } from '../booking.ts';
import { check, getItem, put, transact, update } from '../items.ts';
import type { Command } from './command.ts';

interface Hold {
  readonly state: 'HELD' | 'SOLD' | 'RELEASED';
}

type Held = 'held' | 'no-seats' | 'closed';

export interface SeatStore {
  hold(booking: Booking, now: Date): Promise<Held>;
  /** Sells the held seats and issues the ticket. @returns false if the booking is no longer pending */
  sell(booking: Booking, now: Date): Promise<boolean>;
  release(booking: Booking, now: Date): Promise<void>;
}

export interface SeatPorts {
  readonly store: SeatStore;
}

export const holdStep = ({ booking, now }: Command, { store }: SeatPorts): Promise<Held> => store.hold(booking, now);

export const ticketStep = ({ booking, now }: Command, { store }: SeatPorts): Promise<boolean> =>
  store.sell(booking, now);

export const releaseStep = ({ booking, now }: Command, { store }: SeatPorts): Promise<void> =>
  store.release(booking, now);

export const seatStore: SeatStore = {
  async hold({ bookingId, eventId, seats, expiresAt }, now) {
    const at = now.toISOString();
    const failed = await transact(
      put(
        'holds',
        { bookingId, eventId, seats, state: 'HELD', expiresAt, createdAt: at, updatedAt: at, version: 1 },
        { expression: 'attribute_not_exists(bookingId)' },
      ),
      check('bookings', { bookingId }, { expression: '#state = :pending', values: { ':pending': 'PENDING' } }),
      update('events', { eventId }, 'SET updatedAt = :now ADD #free :minus, held :seats, version :one', {
        expression: '#free >= :seats',
        values: { ':now': at, ':minus': -seats, ':seats': seats, ':one': 1 },
      }),
    );
    if (failed.length === 0) return 'held';
    const hold = failed.includes(0) ? await getItem<Hold>('holds', { bookingId }) : undefined;
    if (hold !== undefined) return hold.state === 'RELEASED' ? 'closed' : 'held';
    return failed.includes(1) ? 'closed' : 'no-seats';
  },

  async sell({ bookingId, eventId, organiserId, seats }, now) {
    const at = now.toISOString();
    const failed = await transact(
      moved(bookingId, 'PENDING', 'CONFIRMED', now),
      update('holds', { bookingId }, 'SET #state = :sold, updatedAt = :now ADD version :one', {
        expression: '#state = :held',
        values: { ':held': 'HELD', ':sold': 'SOLD', ':now': at, ':one': 1 },
      }),
      update('events', { eventId }, 'SET updatedAt = :now ADD held :minus, sold :seats, version :one', {
        expression: 'held >= :seats',
        values: { ':now': at, ':minus': -seats, ':seats': seats, ':one': 1 },
      }),
      put(
        'tickets',
        { bookingId, eventId, organiserId, seats, state: 'ISSUED', createdAt: at, updatedAt: at, version: 1 },
        { expression: 'attribute_not_exists(bookingId)' },
      ),
    );
    if (failed.length === 0) return true;
    const hold = await getItem<Hold>('holds', { bookingId });
    return hold?.state === 'SOLD';
  },

  async release({ bookingId, eventId, seats }, now) {
    const at = now.toISOString();
    await transact(
      update('holds', { bookingId }, 'SET #state = :released, updatedAt = :now ADD version :one', {
        expression: '#state = :held',
        values: { ':held': 'HELD', ':released': 'RELEASED', ':now': at, ':one': 1 },
      }),
      update('events', { eventId }, 'SET updatedAt = :now ADD held :minus, #free :seats, version :one', {
        expression: 'held >= :seats',
        values: { ':now': at, ':minus': -seats, ':seats': seats, ':one': 1 },
      }),
    );
  },
};
