import type { SagaState } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, noneOf } from './checker.ts';

/** What the payment's book must hold for each state it can rest in. */
const BOOK: Readonly<Record<string, readonly string[][]>> = {
  CAPTURED: [['AUTHORISE', 'CAPTURE']],
  VOIDED: [[], ['AUTHORISE', 'VOID']],
  DECLINED: [[]],
};

/** Money moved exactly once: one authorisation and one capture per completed order, both undone or neither otherwise. */
export const exactlyOnce = checker(
  'exactly-once',
  ['drained'],
  ({ drained }) =>
    noneOf(
      drained.sagas.flatMap(violationOf),
      'Every authorisation, capture and void stands in the books exactly once.',
      (count) => `${count} payments do not hold each money movement exactly once.`,
    ),
  knowsStores,
);

function violationOf({ correlationId, payment }: SagaState): string[] {
  if (payment === null) return [];
  const allowed = BOOK[payment.state];
  const booked = payment.entries.map(({ kind }) => kind).sort();
  if (allowed === undefined || allowed.some((kinds) => kinds.join() === booked.join())) return [];
  return [`${correlationId}: payment ${payment.state} with entries ${booked.join(', ') || 'none'}`];
}
