import type { SagaState } from '../contract/index.ts';
import { checker, noneOf } from './checker.ts';

/** The customer of a completed order paid its total, and of any other nothing, after all repairs. */
export const moneyConserved = checker('money-conserved', ['end'], ({ end }) => {
  const violations = end.sagas.flatMap(violationOf);
  const captured = end.sagas.reduce((sum, saga) => sum + takenOf(saga), 0);
  return noneOf(
    violations,
    `${usd(captured)} captured, the sum of the completed orders' totals.`,
    (count) => `${count} orders were not paid exactly once and in full.`,
    [{ name: 'captured', unit: 'cents', value: captured, budget: null }],
  );
});

function violationOf(saga: SagaState): string[] {
  const owed = saga.order?.state === 'COMPLETED' ? saga.order.totalCents : 0;
  const taken = takenOf(saga);
  const held = heldOf(saga);
  return [
    ...(taken === owed ? [] : [`${saga.correlationId}: ${usd(taken)} captured where ${usd(owed)} is owed`]),
    ...(held === 0 ? [] : [`${saga.correlationId}: ${usd(held)} still authorised`]),
  ];
}

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
