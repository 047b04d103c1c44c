/**
 * Each service has undone what it prepared, refused it, or left a tombstone because the rollback came first. What a
 * service logged that it had done stays in its books.
 */
import { either, type Expected, type ExpectedRecord, oneOf, record } from '@evenkeel/chaos';
import type { Asked, Refusal } from './asked.ts';
import { entry, filings, order, PREPARED_BEFORE } from './order.ts';

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
    isPlanned
      ? record('shipping.shipments', id, { state: 'CANCELLED', customerId }, PREPARED_BEFORE)
      : record('shipping.shipments', id, { state: 'CANCELLED', customerId: oneOf(customerId, undefined) }),
  ];
}

function payments({ id, method, amountCents, reached, declined }: Asked): Way[] {
  const voided = record('payment.payments', id, { state: 'VOIDED', amountCents, method }, PREPARED_BEFORE);
  return ways(reached['payment'], declined, {
    prepared: ['AUTHORISED', [voided, entry(id, 'AUTHORISE', amountCents), entry(id, 'VOID', amountCents)]],
    refused: ['DECLINED', [record('payment.payments', id, { state: 'DECLINED', amountCents, method })]],
    untouched: [record('payment.payments', id, { state: 'VOIDED', amountCents: 0, method: NO_METHOD })],
  });
}

function reservations({ id, lines, reached, rejected }: Asked): Way[] {
  return ways(reached['warehouse'], rejected, {
    prepared: ['RESERVED', [record('warehouse.reservations', id, { state: 'RELEASED', lines }, PREPARED_BEFORE)]],
    refused: ['REJECTED', [record('warehouse.reservations', id, { state: 'REJECTED', lines })]],
    untouched: [record('warehouse.reservations', id, { state: 'RELEASED', lines: [] })],
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
