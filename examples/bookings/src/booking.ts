/** A booking: its record, and the states that it passes through. */
import { getItem, put, transact, update } from './items.ts';

export type BookingState = 'PENDING' | 'CONFIRMED' | 'CANCELLING' | 'CANCELLED' | 'WAITLISTED';

export interface Booking {
  /** The correlation id of the request. */
  readonly bookingId: string;
  readonly eventId: string;
  readonly organiserId: string;
  readonly seats: number;
  readonly totalCents: number;
  readonly state: BookingState;
  /** Until then its seats stay held. ISO 8601. */
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
  /** The event whose seats it waits for: the key of the index `waiting`. */
  readonly waitingFor?: string;
}

/** An event as the organisers sell it. Its seats are free, held or sold. */
export interface SoldEvent {
  readonly eventId: string;
  readonly organiserId: string;
  readonly title: string;
  readonly priceCents: number;
  /** Raised when title or price change. */
  readonly edition: number;
  readonly capacity: number;
  readonly free: number;
  readonly held: number;
  readonly sold: number;
}

const HOLD_MINUTES = 5;

export const expiryFrom = (now: Date): string => new Date(now.getTime() + HOLD_MINUTES * 60_000).toISOString();

export const findBooking = (bookingId: string): Promise<Booking | undefined> => getItem('bookings', { bookingId });

export const findEvent = (eventId: string): Promise<SoldEvent | undefined> => getItem('events', { eventId });

/** Stores a new booking. A booking that exists already stays as it is. */
export async function openBooking(booking: Booking): Promise<void> {
  await transact(put('bookings', { ...booking }, { expression: 'attribute_not_exists(bookingId)' }));
}

/** The part of a transaction that moves a booking to another state, if it is in the state `from`. */
export const moved = (bookingId: string, from: BookingState, to: BookingState, now: Date, also = '', values = {}) =>
  update('bookings', { bookingId }, `SET #state = :to, updatedAt = :now${also} ADD version :one`, {
    expression: '#state = :from',
    values: { ':from': from, ':to': to, ':now': now.toISOString(), ':one': 1, ...values },
  });

/** @returns false if the booking is in another state */
export async function move(bookingId: string, from: BookingState, to: BookingState, now: Date): Promise<boolean> {
  return (await transact(moved(bookingId, from, to, now))).length === 0;
}
