import type { Booking } from '../booking.ts';

/** What a step is asked to do. Faults are aimed by `step` and `correlationId`. */
export interface Command {
  readonly step: 'hold' | 'charge' | 'ticket' | 'refund' | 'release';
  readonly correlationId: string;
  readonly booking: Booking;
  readonly now: Date;
}
