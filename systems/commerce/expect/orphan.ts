import { either, type Expected, type OrphanedSaga, record } from '@evenkeel/chaos';
import { numberOf, textOf } from '../records.ts';
import { entry, filings, order } from './order.ts';

/** A payment without an order is voided; the order and the other parts are closed with nothing in them. */
export function closed({ correlationId: id, written }: OrphanedSaga): readonly Expected[] {
  const paid = written.find(({ view }) => view === 'payment.payments')?.fields;
  const cents = numberOf(paid, 'amountCents');
  const method = textOf(paid, 'method');
  const payment = record('payment.payments', id, { state: 'VOIDED', amountCents: cents, method });
  return [
    order({ id, orderedBy: '', method: 'invoice', lines: [], unitPrices: [], total: 0 }, 'ROLLED_BACK'),
    either(cents > 0 ? [payment, entry(id, 'AUTHORISE', cents), entry(id, 'VOID', cents)] : [payment]),
    record('warehouse.reservations', id, { state: 'RELEASED', lines: [] }),
    record('shipping.shipments', id, { state: 'CANCELLED' }),
    filings(id),
  ];
}
