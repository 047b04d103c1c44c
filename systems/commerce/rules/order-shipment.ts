import { lifecycle, NONE } from '@evenkeel/reconciler';
import type { Owners } from './owners.ts';
import { inFlightOrders, sagaRepair } from './saga.ts';
import type { CommerceViews } from './views.ts';

/** A completed order is on its way to its customer; a rolled-back order is not. */
export const orderShipment = ({ orders, shipments }: CommerceViews, owners: Owners) =>
  lifecycle({
    name: 'order-shipment',
    allowEmpty: true,
    whole: orders,
    part: shipments,
    ...inFlightOrders(owners),
    allowed: { COMPLETED: ['DISPATCHED'], ROLLED_BACK: ['CANCELLED', NONE] },
    alike: { state: 'COMPLETED', fields: ['customerId'] },
    repair: sagaRepair(
      {
        service: 'shipping',
        prepared: 'PLANNED',
        closed: ['CANCELLED'],
        rebuilt: ({ fields }) => ({ state: 'DISPATCHED', customerId: fields['customerId'] ?? '' }),
      },
      owners,
    ),
  });
