import type { Lifecycle } from '../shared/participant.ts';
import type { ReservationState } from './ports.ts';

export const reservationLifecycle: Lifecycle<ReservationState> = {
  prepared: 'RESERVED',
  refused: 'REJECTED',
  committed: 'COMMITTED',
  undone: 'RELEASED',
};

/** Counters of one SKU. Always: onHand + reserved + shipped = received. */
export interface Stock {
  readonly sku: string;
  readonly received: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly shipped: number;
}
