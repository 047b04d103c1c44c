/** Records that an order leaves at each of its ends. */
import { anyNumberOf, anyText, type Expected, type ExpectedRecord, integer, record, time } from '@evenkeel/chaos';
import type { Asked } from './asked.ts';

type Order = Pick<Asked, 'id' | 'orderedBy' | 'method' | 'lines' | 'unitPrices' | 'total'>;

/** The writes of an order on its way to each end: one may take several answers at once, or the last with the decision. */
const MIN_VERSION = { COMPLETED: 3, ROLLED_BACK: 2 } as const;

/** @param createdAt of an order that was there before the load */
export function order(
  { id, orderedBy, method, lines, unitPrices, total }: Order,
  state: keyof typeof MIN_VERSION,
  createdAt: string | typeof CREATED = CREATED,
): ExpectedRecord {
  const fields = {
    state,
    amountCents: total,
    customerId: orderedBy,
    method,
    lines,
    unitPrices,
    createdAt,
    updatedAt: UPDATED,
  };
  return record('checkout.orders', id, fields, { minVersion: MIN_VERSION[state] });
}

/** What a service has prepared, it has written, and written again when it committed or undid it. */
export const PREPARED_BEFORE = { minVersion: 2 } as const;

export const entry = (correlationId: string, kind: string, amountCents: number): ExpectedRecord =>
  record('payment.entries', { correlationId }, { kind, amountCents });

/** Any failure may have been filed, even for an order that was completed later. */
export const filings = (correlationId: string): Expected =>
  anyNumberOf('transactions.errors', { correlationId }, FILED);

// Made once, because they are used for every order.
const CREATED = time({ during: 'request' });
const UPDATED = time({ notBefore: 'createdAt' });
export const FILED = { source: anyText(), filings: integer({ min: 1 }) };
