/** What a payment may become. Money moves with these changes and with no others. */
import type { Lifecycle } from '../shared/participant.ts';
import type { EntryKind, PaymentState } from './ports.ts';

export const paymentLifecycle: Lifecycle<PaymentState> = {
  prepared: 'AUTHORISED',
  refused: 'DECLINED',
  committed: 'CAPTURED',
  undone: 'VOIDED',
};

/** Card payments of this amount or more are declined. */
export const CARD_LIMIT_CENTS = 100_00;

export const exceedsRisk = (method: string, totalCents: number, limitCents: number): boolean =>
  method === 'card' && totalCents >= limitCents;

/** The entry that a change of state leaves in the books. A tombstone moves no money, so it leaves none. */
export function entryOf(from: PaymentState | undefined, to: PaymentState): EntryKind | undefined {
  if (from === undefined) return to === 'AUTHORISED' ? 'AUTHORISE' : undefined;
  if (to === 'CAPTURED') return 'CAPTURE';
  if (to === 'VOIDED') return 'VOID';
  return to === 'REFUNDED' ? 'REFUND' : undefined;
}
