/** Charges of bookings in PostgreSQL. One statement writes the charge and its entry in the ledger of money. */
import type { Booking } from '../booking.ts';
import { sql } from '../sql.ts';
import type { Command } from './command.ts';

type ChargeState = 'CHARGED' | 'DECLINED' | 'REFUNDED' | 'VOIDED';

/** What the card allows. */
interface Bank {
  approve(bookingId: string, cents: number): Promise<{ readonly approved: boolean }>;
}

export interface ChargeStore {
  /** Stores the charge unless the booking has one. @returns the state that is stored */
  charge(booking: Booking, state: 'CHARGED' | 'DECLINED', now: Date): Promise<ChargeState | undefined>;
  /** Refunds a charge. If there is none, stores one as VOIDED, so that no charge can follow. */
  refund(booking: Booking, now: Date): Promise<void>;
}

export interface ChargePorts {
  readonly store: ChargeStore;
  readonly bank: Bank;
}

export async function chargeStep({ booking, now }: Command, { store, bank }: ChargePorts): Promise<boolean> {
  const { approved } = await bank.approve(booking.bookingId, booking.totalCents);
  return (await store.charge(booking, approved ? 'CHARGED' : 'DECLINED', now)) === 'CHARGED';
}

export const refundStep = ({ booking, now }: Command, { store }: Pick<ChargePorts, 'store'>): Promise<void> =>
  store.refund(booking, now);

const LIMIT_CENTS = 50_000;

/** Simulates a payment provider. */
export const bank: Bank = {
  approve: (_bookingId, cents) => Promise.resolve({ approved: cents < LIMIT_CENTS }),
};

const CHARGE = `
WITH changed AS (
  INSERT INTO charges (booking_id, state, amount_cents, version, created_at, updated_at)
  VALUES (:id, :state, :cents, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz))
  ON CONFLICT (booking_id) DO NOTHING
  RETURNING booking_id, state, amount_cents
), booked AS (
  INSERT INTO entries (booking_id, kind, amount_cents, created_at)
  SELECT booking_id, 'CHARGE', amount_cents, CAST(:now AS timestamptz) FROM changed WHERE state = 'CHARGED'
)
SELECT state FROM changed`;

const FIND = 'SELECT state FROM charges WHERE booking_id = :id';

const REFUND = `
WITH changed AS (
  INSERT INTO charges (booking_id, state, amount_cents, version, created_at, updated_at)
  VALUES (:id, 'VOIDED', 0, 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz))
  ON CONFLICT (booking_id) DO UPDATE
  SET state = 'REFUNDED', version = charges.version + 1, updated_at = EXCLUDED.updated_at
  WHERE charges.state = 'CHARGED'
  RETURNING booking_id, state, amount_cents
)
INSERT INTO entries (booking_id, kind, amount_cents, created_at)
SELECT booking_id, 'REFUND', amount_cents, CAST(:now AS timestamptz) FROM changed WHERE state = 'REFUNDED'`;

export const chargeStore: ChargeStore = {
  async charge({ bookingId: id, totalCents: cents }, state, now) {
    const [stored] = await sql<{ state: ChargeState }>(CHARGE, { id, state, cents, now: now.toISOString() });
    const [found] = stored === undefined ? await sql<{ state: ChargeState }>(FIND, { id }) : [stored];
    return found?.state;
  },
  async refund({ bookingId: id }, now) {
    await sql(REFUND, { id, now: now.toISOString() });
  },
};
