/** The states of a payment. Money moves only with these changes of state. */
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

/** The ledger entry for a change of state. A tombstone moves no money, so it has none. */
export function entryOf(from: PaymentState | undefined, to: PaymentState): EntryKind | undefined {
  if (from === undefined) return to === 'AUTHORISED' ? 'AUTHORISE' : undefined;
  if (to === 'CAPTURED') return 'CAPTURE';
  if (to === 'VOIDED') return 'VOID';
  return to === 'REFUNDED' ? 'REFUND' : undefined;
}
