import type { Journal, SagaState } from '../schemas/index.ts';
import { seconds } from './figures.ts';

const UNDONE = {
  payment: ['VOIDED', 'DECLINED'],
  reservation: ['RELEASED', 'REJECTED'],
  shipment: ['CANCELLED'],
} as const;

/** How a saga ended, or why it is not at rest in an allowed state. */
export function restOf({
  order,
  payment,
  reservation,
  shipment,
}: SagaState): 'completed' | 'rolled-back' | { readonly reason: string } {
  const held = {
    order: order?.state ?? 'none',
    payment: payment?.state ?? 'none',
    reservation: reservation?.state ?? 'none',
    shipment: shipment?.state ?? 'none',
  };
  const all = Object.entries(held)
    .map(([store, state]) => `${store} ${state}`)
    .join(', ');
  if (held.order === 'COMPLETED') {
    const sound = held.payment === 'CAPTURED' && held.reservation === 'COMMITTED' && held.shipment === 'DISPATCHED';
    return sound ? 'completed' : { reason: all };
  }
  if (held.order !== 'ROLLED_BACK') return { reason: all };
  const sound = (['payment', 'reservation', 'shipment'] as const).every((store) =>
    ['none', ...UNDONE[store]].includes(held[store]),
  );
  return sound ? 'rolled-back' : { reason: all };
}

/** Whether an order in this state goes no further. */
export function isEnd(state: string): boolean {
  return state === 'COMPLETED' || state === 'ROLLED_BACK';
}

/** Real seconds from an order's acceptance to its last change; NaN where its times cannot be read. */
export function realSecondsOf(
  { createdAt, updatedAt }: NonNullable<SagaState['order']>,
  { speed }: Pick<Journal, 'speed'>,
): number {
  return seconds(createdAt, updatedAt) / speed;
}
