import type { Invariant, SagaState } from '@evenkeel/chaos';
import { textOf } from '../records.ts';
import { counted } from './counted.ts';
import { entriesByPayment, type Entry } from './entries.ts';

/** The entries that a payment may have in each of its end states, in this order. */
const ALLOWED_ENTRIES: Readonly<Record<string, readonly string[][]>> = {
  CAPTURED: [['AUTHORISE', 'CAPTURE']],
  VOIDED: [[], ['AUTHORISE', 'VOID']],
  DECLINED: [[]],
};

/** Money moved exactly once: a completed order has one authorisation and one capture, any other a void or nothing. */
export const exactlyOnce: Invariant = {
  name: 'exactly-once',
  views: ['payment.payments', 'payment.entries'],
  at: ['drained'],
  judge({ snapshots: { drained } }) {
    const entries = entriesByPayment(drained);
    const violations = drained.sagas.flatMap((saga) => violationsOf(saga, entries.get(saga.correlationId) ?? []));
    return {
      violations,
      summary:
        violations.length === 0
          ? 'Every authorisation, capture and void was booked exactly once.'
          : `${counted(violations.length, 'payment')} did not book each money movement exactly once.`,
    };
  },
};

function violationsOf({ correlationId, records: { payment } }: SagaState, entries: readonly Entry[]): string[] {
  if (payment === null || payment === undefined) return [];
  const state = textOf(payment, 'state');
  const allowed = ALLOWED_ENTRIES[state];
  const booked = entries.map(({ kind }) => kind);
  if (allowed === undefined || allowed.some((kinds) => kinds.join() === booked.join())) return [];
  return [`${correlationId}: payment ${state} with entries ${booked.join(', ') || 'none'}`];
}
