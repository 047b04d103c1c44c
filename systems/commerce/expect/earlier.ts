/** What orders from before the load hold: what they ask for stays, and their parts agree with it. */
import { change, type EarlierSaga, type Expected } from '@evenkeel/chaos';
import { numberOf, quantitiesOf, textOf } from '../records.ts';
import type { Asked, Lines } from './asked.ts';
import { settled } from './completed.ts';
import { order } from './order.ts';
import { undone } from './rolled-back.ts';

/**
 * An order that had ended. Says nothing of one that lacks a part, which a service that had nothing to undo may have left
 * out, nor of one without lines, which the reconciler made up to close its parts.
 */
export function ended(saga: EarlierSaga, end: string): readonly Expected[] | undefined {
  if (Object.values(saga.records).includes(null)) return undefined;
  const asked = askedBefore(saga);
  if (asked.lines.length === 0) return undefined;
  const isCompleted = end === 'completed';
  return [
    order({ ...asked, total: totalOf(asked) }, isCompleted ? 'COMPLETED' : 'ROLLED_BACK'),
    ...(isCompleted ? settled(asked) : undone(asked)),
  ];
}

/** What its lines come to; what it says itself if it does not say each price. */
function totalOf({ lines, unitPrices, amountCents }: Asked): number {
  const isPriced =
    unitPrices.length === lines.length &&
    unitPrices.every(({ unitPriceCents }) => Number.isSafeInteger(unitPriceCents));
  if (!isPriced) return amountCents;
  return lines.reduce((sum, { quantity }, line) => sum + quantity * (unitPrices[line]?.unitPriceCents ?? 0), 0);
}

/** An order that was in flight. Says nothing of parts without an order, which only the reconciler ends. */
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
