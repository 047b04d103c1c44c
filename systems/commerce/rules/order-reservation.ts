import { lifecycle, NONE } from '@evenkeel/reconciler';
import type { Owners } from './owners.ts';
import { inFlightOrders, sagaRepair } from './saga.ts';
import type { CommerceViews } from './views.ts';

/**
 * A completed order has its stock; a rolled-back order has returned it. A lost reservation is created again from the order
 * without touching the counters, which still include it.
 */
export const orderReservation = ({ orders, reservations }: CommerceViews, owners: Owners) =>
  lifecycle({
    name: 'order-reservation',
    allowEmpty: true,
    whole: orders,
    part: reservations,
    ...inFlightOrders(owners),
    allowed: { COMPLETED: ['COMMITTED'], ROLLED_BACK: ['RELEASED', 'REJECTED', NONE] },
    alike: { state: 'COMPLETED', fields: ['lines'] },
    repair: sagaRepair(
      {
        service: 'warehouse',
        prepared: 'RESERVED',
        closed: ['RELEASED', 'REJECTED'],
        rebuilt: ({ fields }) => ({ state: 'COMMITTED', lines: fields['lines'] ?? [] }),
      },
      owners,
    ),
  });
