import { change, type Expected, record } from '@evenkeel/chaos';
import type { Asked } from './asked.ts';
import { entry, filings, order, PREPARED_BEFORE } from './order.ts';

/** The customer has paid, and the units are on their way. */
export function completed(asked: Asked): readonly Expected[] {
  const { id, lines } = asked;
  return [
    order(asked, 'COMPLETED'),
    ...settled(asked),
    ...lines.flatMap(({ sku, quantity }) => [
      change('warehouse.stock', sku, 'onHand', -quantity, { min: 0 }),
      change('warehouse.stock', sku, 'shipped', quantity),
    ]),
    filings(id),
  ];
}

/** What the participants hold. */
export function settled({ id, customerId, method, lines, amountCents }: Asked): readonly Expected[] {
  return [
    record('payment.payments', id, { state: 'CAPTURED', amountCents, method }, PREPARED_BEFORE),
    entry(id, 'AUTHORISE', amountCents),
    entry(id, 'CAPTURE', amountCents),
    record('warehouse.reservations', id, { state: 'COMMITTED', lines }, PREPARED_BEFORE),
    record('shipping.shipments', id, { state: 'DISPATCHED', customerId }, PREPARED_BEFORE),
  ];
}
