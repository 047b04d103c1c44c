import type { Booking } from '../booking.ts';

/** What a step is asked to do. `step` and `correlationId` are what faults are aimed by. */
export interface Command {
  readonly step: 'hold' | 'charge' | 'ticket' | 'refund' | 'release';
  readonly correlationId: string;
  readonly booking: Booking;
  readonly now: Date;
}
