/** Records that an order leaves at each of its ends. */
import { anyNumberOf, anyText, type Expected, type ExpectedRecord, integer, record, time } from '@evenkeel/chaos';
import type { Asked } from './asked.ts';

type Order = Pick<Asked, 'id' | 'orderedBy' | 'method' | 'lines' | 'unitPrices' | 'total'>;

/** @param createdAt of an order that was there before the load */
export function order(
  { id, orderedBy, method, lines, unitPrices, total }: Order,
  state: string,
  createdAt: string | typeof CREATED = CREATED,
): ExpectedRecord {
  return record('checkout.orders', id, {
    state,
    amountCents: total,
    customerId: orderedBy,
    method,
    lines,
    unitPrices,
    createdAt,
    updatedAt: UPDATED,
  });
}

export const entry = (correlationId: string, kind: string, amountCents: number): ExpectedRecord =>
  record('payment.entries', { correlationId }, { kind, amountCents });

/** Any failure may have been filed, even for an order that was completed later. */
export const filings = (correlationId: string): Expected =>
  anyNumberOf('transactions.errors', { correlationId }, FILED);

// Made once, because they are used for every order.
const CREATED = time({ during: 'request' });
const UPDATED = time({ notBefore: 'createdAt' });
export const FILED = { source: anyText(), filings: integer({ min: 1 }) };
