import type { SagaState } from '../schemas/index.ts';
import { checker, counted, readsStores, validUnless } from './checker.ts';

/** The entries that a payment may have in each of its end states. */
const ALLOWED_ENTRIES: Readonly<Record<string, readonly string[][]>> = {
  CAPTURED: [['AUTHORISE', 'CAPTURE']],
  VOIDED: [[], ['AUTHORISE', 'VOID']],
  DECLINED: [[]],
};

/** Money moved exactly once: a completed order has one authorisation and one capture, any other a void or nothing. */
export const exactlyOnce = checker(
  'exactly-once',
  ['drained'],
  ({ drained }) =>
    validUnless(
      drained.sagas.flatMap(violationsOf),
      'Every authorisation, capture and void was booked exactly once.',
      (count) => `${counted(count, 'payment')} did not book each money movement exactly once.`,
    ),
  readsStores,
);

function violationsOf({ correlationId, payment }: SagaState): string[] {
  if (payment === null) return [];
  const allowed = ALLOWED_ENTRIES[payment.state];
  const booked = payment.entries.map(({ kind }) => kind).sort();
  if (allowed === undefined || allowed.some((kinds) => kinds.join() === booked.join())) return [];
  return [`${correlationId}: payment ${payment.state} with entries ${booked.join(', ') || 'none'}`];
}
