import type { Invariant, SagaState } from '@evenkeel/chaos';
import { numberOf } from '../records.ts';
import { counted } from './counted.ts';
import { entriesByPayment, type Entry } from './entries.ts';

/**
 * After all repairs, the customer of a completed order has paid its total, and the customer of any other order nothing.
 * No money moved without a payment. Orders that have not ended yet are left to the checks on sagas.
 */
export const moneyConserved: Invariant = {
  name: 'money-conserved',
  views: ['checkout.orders', 'payment.payments', 'payment.entries'],
  at: ['end'],
  judge({ snapshots: { end }, isEndRepaired }) {
    const entries = entriesByPayment(end);
    const paid = new Set(
      end.sagas.flatMap(({ correlationId, records }) => (records['payment'] ? [correlationId] : [])),
    );
    // An entry without its payment is not the customer's.
    const moved = ({ correlationId, records: { payment } }: SagaState): readonly Entry[] =>
      payment ? (entries.get(correlationId) ?? []) : [];
    const violations = [
      ...end.sagas.flatMap((saga) => violationsOf(saga, moved(saga))),
      ...[...entries].flatMap(([correlationId, booked]) =>
        paid.has(correlationId) ? [] : [`${correlationId}: no payment, with entries ${kindsOf(booked)}`],
      ),
    ];
    // If no reconciler repaired the seeded drift, the run undoes it only after this snapshot.
    if (violations.length > 0 && !isEndRepaired)
      return { violations, summary: 'The run ended before its drift was repaired.', undecided: true };
    const captured = end.sagas.reduce((sum, saga) => sum + capturedIn(moved(saga)), 0);
    return {
      violations,
      summary:
        violations.length === 0
          ? `${usd(captured)} was captured, which is the sum of the completed orders' totals.`
          : `${counted(violations.length, 'order')} not paid exactly once and in full.`,
      measured: [{ name: 'captured', unit: 'cents', value: captured, budget: null }],
    };
  },
};

const kindsOf = (entries: readonly Entry[]): string => entries.map(({ kind }) => kind).join(', ');

const UNFINISHED = ['PENDING', 'COMMITTING', 'ROLLING_BACK'];

function violationsOf({ correlationId, records: { order } }: SagaState, entries: readonly Entry[]): string[] {
  const state = order?.['state'];
  if (typeof state === 'string' && UNFINISHED.includes(state)) return [];
  const owed = state === 'COMPLETED' ? numberOf(order, 'amountCents') : 0;
  const captured = capturedIn(entries);
  const authorised = stillAuthorisedIn(entries);
  return [
    ...(captured === owed ? [] : [`${correlationId}: ${usd(captured)} captured, ${usd(owed)} owed`]),
    ...(authorised === 0 ? [] : [`${correlationId}: ${usd(authorised)} still authorised`]),
  ];
}

function capturedIn(entries: readonly Entry[]): number {
  return sumOf(entries, 'CAPTURE') - sumOf(entries, 'REFUND');
}

/** Cents that are authorised, but neither captured nor voided. */
function stillAuthorisedIn(entries: readonly Entry[]): number {
  return Math.max(0, sumOf(entries, 'AUTHORISE') - sumOf(entries, 'CAPTURE') - sumOf(entries, 'VOID'));
}

function sumOf(entries: readonly Entry[], kind: string): number {
  return entries.reduce((sum, entry) => (entry.kind === kind ? sum + entry.cents : sum), 0);
}

function usd(cents: number): string {
  return `${(cents / 100).toFixed(2)} USD`;
}
