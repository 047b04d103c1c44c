import type { SagaState } from '../contract/index.ts';

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
