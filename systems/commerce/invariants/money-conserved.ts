import type { SagaState } from '../schemas/index.ts';
import { checker, counted, readsStores, unknown, validUnless } from './checker.ts';

/**
 * After all repairs, the customer of a completed order has paid its total, and the customer of any other order nothing.
 * Orders that have not ended yet are left to the checks on sagas.
 */
export const moneyConserved = checker(
  'money-conserved',
  ['end'],
  ({ end }, { experiment, status }) => {
    const violations = end.sagas.flatMap(violationsOf);
    // If no reconciler repaired the seeded drift, the run puts it back only after this snapshot.
    if (violations.length > 0 && status !== 'completed' && experiment.drift.length > 0)
      return unknown('The run ended before its drift was repaired.', violations);
    const captured = end.sagas.reduce((sum, saga) => sum + capturedOf(saga), 0);
    return validUnless(
      violations,
      `${usd(captured)} was captured, which is the sum of the completed orders' totals.`,
      (count) => `${counted(count, 'order')} not paid exactly once and in full.`,
      [{ name: 'captured', unit: 'cents', value: captured, budget: null }],
    );
  },
  readsStores,
);

const UNFINISHED = ['PENDING', 'COMMITTING', 'ROLLING_BACK'];

function violationsOf(saga: SagaState): string[] {
  if (UNFINISHED.includes(saga.order?.state ?? 'none')) return [];
  const owed = saga.order?.state === 'COMPLETED' ? saga.order.totalCents : 0;
  const captured = capturedOf(saga);
  const authorised = stillAuthorised(saga);
  return [
    ...(captured === owed ? [] : [`${saga.correlationId}: ${usd(captured)} captured, ${usd(owed)} owed`]),
    ...(authorised === 0 ? [] : [`${saga.correlationId}: ${usd(authorised)} still authorised`]),
  ];
}

function capturedOf(saga: SagaState): number {
  return sumOf(saga, 'CAPTURE') - sumOf(saga, 'REFUND');
}

/** Cents that are authorised, but neither captured nor voided. */
function stillAuthorised(saga: SagaState): number {
  return Math.max(0, sumOf(saga, 'AUTHORISE') - sumOf(saga, 'CAPTURE') - sumOf(saga, 'VOID'));
}

function sumOf({ payment }: SagaState, kind: string): number {
  return (payment?.entries ?? []).reduce((sum, entry) => (entry.kind === kind ? sum + entry.amountCents : sum), 0);
}

function usd(cents: number): string {
  return `${(cents / 100).toFixed(2)} USD`;
}
