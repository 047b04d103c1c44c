export type ReservationState = 'RESERVED' | 'COMMITTED' | 'RELEASED' | 'REJECTED';

export interface ReservedLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Reservation {
  readonly correlationId: string;
  readonly state: ReservationState;
  readonly lines: readonly ReservedLine[];
  readonly reason?: string;
}

interface ReserveCommand {
  readonly correlationId: string;
  readonly lines: readonly ReservedLine[];
  readonly now: Date;
}

export type ReserveOutcome =
  | { readonly outcome: 'RESERVED' }
  | { readonly outcome: 'OUT_OF_STOCK'; readonly reason: string }
  /** A reservation exists already, in any state. */
  | { readonly outcome: 'EXISTS' };

/** Reservations and stock counters change in one transaction. A write returns false if its condition failed. */
export interface ReservationStore {
  find(correlationId: string): Promise<Reservation | undefined>;
  reserve(command: ReserveCommand): Promise<ReserveOutcome>;
  /** Stores a refusal or a tombstone if no reservation exists. */
  close(reservation: Reservation, now: Date): Promise<boolean>;
  commit(reservation: Reservation, now: Date): Promise<boolean>;
  release(reservation: Reservation, now: Date): Promise<boolean>;
}

export interface WarehousePorts {
  readonly store: ReservationStore;
}
