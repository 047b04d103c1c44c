import { lifecycle, NONE } from '@evenkeel/reconciler';
import type { Owners } from './owners.ts';
import { inFlightOrders, sagaRepair } from './saga.ts';
import type { CommerceViews } from './views.ts';

/** A completed order is paid in full; a rolled-back order is not. There is no payment without an order. */
export const orderPayment = ({ orders, payments }: CommerceViews, owners: Owners) =>
  lifecycle({
    name: 'order-payment',
    allowEmpty: true,
    whole: orders,
    part: payments,
    ...inFlightOrders(owners),
    allowed: { COMPLETED: ['CAPTURED', 'REFUNDED'], ROLLED_BACK: ['VOIDED', 'DECLINED', NONE] },
    alike: { state: 'COMPLETED', fields: ['amountCents'] },
    repair: sagaRepair({ service: 'payment', prepared: 'AUTHORISED', closed: ['VOIDED', 'DECLINED'] }, owners),
  });
