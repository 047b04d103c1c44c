/** How a saga ended, and how long it took, by the states and times in its stores. */
import type { Journal, SagaState } from '../schemas/index.ts';

const UNDONE = {
  payment: ['VOIDED', 'DECLINED'],
  reservation: ['RELEASED', 'REJECTED'],
  shipment: ['CANCELLED'],
} as const;

/** The saga's end, or, if it is not in an allowed end state, the states that it is in. */
export function endOf({
  order,
  payment,
  reservation,
  shipment,
}: SagaState): 'completed' | 'rolled-back' | { readonly states: string } {
  const held = {
    order: order?.state ?? 'none',
    payment: payment?.state ?? 'none',
    reservation: reservation?.state ?? 'none',
    shipment: shipment?.state ?? 'none',
  };
  const states = Object.entries(held)
    .map(([store, state]) => `${store} ${state}`)
    .join(', ');
  if (held.order === 'COMPLETED') {
    const isDone = held.payment === 'CAPTURED' && held.reservation === 'COMMITTED' && held.shipment === 'DISPATCHED';
    return isDone ? 'completed' : { states };
  }
  if (held.order !== 'ROLLED_BACK') return { states };
  const isUndone = (['payment', 'reservation', 'shipment'] as const).every((store) =>
    ['none', ...UNDONE[store]].includes(held[store]),
  );
  return isUndone ? 'rolled-back' : { states };
}

/** Whether an order in this state has reached its end. */
export function isEnd(orderState: string): boolean {
  return orderState === 'COMPLETED' || orderState === 'ROLLED_BACK';
}

/** Real seconds from an order's acceptance to its last change; NaN if its times cannot be read. */
export function realSecondsOf(
  { createdAt, updatedAt }: NonNullable<SagaState['order']>,
  { speed }: Pick<Journal, 'speed'>,
): number {
  return secondsBetween(createdAt, updatedAt) / speed;
}

/** NaN if one of the times is not in UTC: without a time zone, it would depend on the machine that reads it. */
export function secondsBetween(from: string, to: string): number {
  return (utc(to) - utc(from)) / 1000;
}

function utc(time: string): number {
  return time.endsWith('Z') ? Date.parse(time) : Number.NaN;
}
