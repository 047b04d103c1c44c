import { lifecycle, NONE } from '../lifecycle.ts';
import type { Owners } from './owners.ts';
import { inFlightOrders, sagaRepair } from './saga.ts';
import type { CommerceViews } from './views.ts';

/**
 * A completed order has its stock; one that was rolled back has given it back. A lost reservation is written anew from
 * the order, past the counters: they were never lost.
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
        remade: ({ fields }) => ({ state: 'COMMITTED', lines: fields['lines'] ?? [] }),
      },
      owners,
    ),
  });
