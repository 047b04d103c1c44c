import type { SagaState } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, noneOf, unknown } from './checker.ts';

/**
 * The customer of a completed order paid its total, and of any other nothing, after all repairs. What is not at its
 * end yet is judged by the checks of rest.
 */
export const moneyConserved = checker(
  'money-conserved',
  ['end'],
  ({ end }, { experiment, status }) => {
    const violations = end.sagas.flatMap(violationOf);
    // What was seeded is put back only after this snapshot, where no reconciler came to repair it.
    if (violations.length > 0 && status !== 'completed' && experiment.drift.length > 0)
      return unknown('The run ended before its drift was repaired.', violations);
    const captured = end.sagas.reduce((sum, saga) => sum + takenOf(saga), 0);
    return noneOf(
      violations,
      `${usd(captured)} captured, the sum of the completed orders' totals.`,
      (count) => `${count} orders were not paid exactly once and in full.`,
      [{ name: 'captured', unit: 'cents', value: captured, budget: null }],
    );
  },
  knowsStores,
);

function violationOf(saga: SagaState): string[] {
  if (IN_FLIGHT.includes(saga.order?.state ?? 'none')) return [];
  const owed = saga.order?.state === 'COMPLETED' ? saga.order.totalCents : 0;
  const taken = takenOf(saga);
  const held = heldOf(saga);
  return [
    ...(taken === owed ? [] : [`${saga.correlationId}: ${usd(taken)} captured where ${usd(owed)} is owed`]),
    ...(held === 0 ? [] : [`${saga.correlationId}: ${usd(held)} still authorised`]),
  ];
}

const IN_FLIGHT = ['PENDING', 'COMMITTING', 'ROLLING_BACK'];

function takenOf(saga: SagaState): number {
  return sumOf(saga, 'CAPTURE') - sumOf(saga, 'REFUND');
}

/** Authorised, and neither captured nor voided. */
function heldOf(saga: SagaState): number {
  return Math.max(0, sumOf(saga, 'AUTHORISE') - sumOf(saga, 'CAPTURE') - sumOf(saga, 'VOID'));
}

function sumOf({ payment }: SagaState, kind: string): number {
  return (payment?.entries ?? []).reduce((sum, entry) => (entry.kind === kind ? sum + entry.amountCents : sum), 0);
}

function usd(cents: number): string {
  return `${(cents / 100).toFixed(2)} USD`;
}
