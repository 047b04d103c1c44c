/**
 * Each service has undone what it prepared, refused it, or left a tombstone because the rollback came first. What a
 * service logged that it had done stays in its books.
 */
import { either, type Expected, type ExpectedRecord, oneOf, record } from '@evenkeel/chaos';
import type { Asked, Lines, Refusal } from './asked.ts';
import { entry, filings, order } from './order.ts';

/** The method of a payment that was rolled back before anyone asked for it. */
const NO_METHOD = 'none';

export function rolledBack(asked: Asked): readonly Expected[] {
  return [order(asked, 'ROLLED_BACK'), ...undone(asked), filings(asked.id)];
}

/** What the participants hold. */
export function undone(asked: Asked): readonly Expected[] {
  const { id, customerId, reached } = asked;
  const isPlanned = reached['shipping']?.includes('PLANNED') === true;
  return [
    either(...payments(asked)),
    either(...reservations(asked)),
    record('shipping.shipments', id, {
      state: 'CANCELLED',
      customerId: isPlanned ? customerId : oneOf(customerId, undefined),
    }),
  ];
}

function payments({ id, method, amountCents, reached, declined }: Asked): Way[] {
  const payment = (state: string, cents = amountCents, how = method) =>
    record('payment.payments', id, { state, amountCents: cents, method: how });
  return ways(reached['payment'], declined, {
    prepared: ['AUTHORISED', [payment('VOIDED'), entry(id, 'AUTHORISE', amountCents), entry(id, 'VOID', amountCents)]],
    refused: ['DECLINED', [payment('DECLINED')]],
    untouched: [payment('VOIDED', 0, NO_METHOD)],
  });
}

function reservations({ id, lines, reached, rejected }: Asked): Way[] {
  const reservation = (state: string, held: Lines = lines) =>
    record('warehouse.reservations', id, { state, lines: held });
  return ways(reached['warehouse'], rejected, {
    prepared: ['RESERVED', [reservation('RELEASED')]],
    refused: ['REJECTED', [reservation('REJECTED')]],
    untouched: [reservation('RELEASED', [])],
  });
}

/** The records that one way to the rollback leaves. */
type Way = readonly ExpectedRecord[];

/** The ways that are still possible. A state that was logged shows the way; one that was not shows nothing. */
function ways(
  logged: readonly string[] = [],
  refusal: Refusal,
  {
    prepared,
    refused,
    untouched,
  }: Readonly<Record<'prepared' | 'refused', readonly [string, Way]>> & {
    readonly untouched: Way;
  },
): Way[] {
  const wasPrepared = logged.includes(prepared[0]);
  const wasRefused = logged.includes(refused[0]);
  return [
    ...(refusal === 'always' || wasRefused ? [] : [prepared[1]]),
    ...(refusal === 'never' || wasPrepared ? [] : [refused[1]]),
    ...(wasPrepared || wasRefused ? [] : [untouched]),
  ];
}
