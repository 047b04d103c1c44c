/** What an order that was in flight before the load leaves: what it asks for stays, and its parts go on. */
import { change, type EarlierSaga, type Expected } from '@evenkeel/chaos';
import { numberOf, quantitiesOf, textOf } from '../records.ts';
import type { Asked, Lines } from './asked.ts';
import { settled } from './completed.ts';
import { order } from './order.ts';
import { undone } from './rolled-back.ts';

/** Says nothing of parts without an order, which only the reconciler ends. */
export function earlier(saga: EarlierSaga, end: string): readonly Expected[] | undefined {
  const { records } = saga;
  const held = records['order'] ?? undefined;
  if (held === undefined) return undefined;
  const asked = askedBefore(saga);
  const isCompleted = end === 'completed';
  const createdAt = textOf(held, 'createdAt');
  return [
    order(asked, isCompleted ? 'COMPLETED' : 'ROLLED_BACK', createdAt),
    ...(isCompleted ? settled(asked) : undone(asked)),
    ...moved(asked.lines),
  ];
}

function askedBefore({ correlationId, records }: EarlierSaga): Asked {
  const { order: held, payment, reservation, shipment } = records;
  const customerId = textOf(held, 'customerId');
  const amountCents = numberOf(held, 'amountCents');
  return {
    id: correlationId,
    customerId,
    orderedBy: customerId,
    method: textOf(held, 'method'),
    lines: quantitiesOf(held).map(({ sku, quantity }) => ({ sku, quantity })),
    unitPrices: (held?.['unitPrices'] ?? []) as Asked['unitPrices'],
    amountCents,
    total: amountCents,
    reached: {
      payment: [textOf(payment, 'state')],
      warehouse: [textOf(reservation, 'state')],
      shipping: [textOf(shipment, 'state')],
    },
    declined: 'possible',
    rejected: 'possible',
  };
}

/** The counters that its end moves. */
const moved = (lines: Lines): Expected[] =>
  lines.flatMap(({ sku, quantity }) => [
    change('warehouse.stock', sku, 'onHand', -quantity),
    change('warehouse.stock', sku, 'shipped', quantity),
  ]);
