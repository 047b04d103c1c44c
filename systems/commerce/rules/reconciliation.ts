import type { LambdaClient } from '@aws-sdk/client-lambda';
import { defineReconciliation, type Reconciliation } from '@evenkeel/reconciler';
import { cardCopies } from './card-copies.ts';
import { customerCopiesRule } from './customer-copies.ts';
import { orderPayment } from './order-payment.ts';
import { orderReservation } from './order-reservation.ts';
import { orderShipment } from './order-shipment.ts';
import { type OwnerFunctions, ownersOf } from './owners.ts';
import { priceCopies } from './price-copies.ts';
import { stockConservation } from './stock-conservation.ts';
import { type CommerceStores, commerceViews } from './views.ts';

export interface CommerceSystem extends CommerceStores {
  readonly lambda: LambdaClient;
  readonly functions: OwnerFunctions;
}

/** Every rule of the commerce system. The stores of a fresh stage are empty, which counts as clean. */
export function commerceReconciliation(system: CommerceSystem): Reconciliation {
  const views = commerceViews(system);
  const owners = ownersOf(system.lambda, system.functions);
  return defineReconciliation({
    rules: [
      priceCopies(views),
      cardCopies(views),
      customerCopiesRule(views),
      orderPayment(views, owners),
      orderReservation(views, owners),
      orderShipment(views, owners),
      stockConservation(views),
    ],
  });
}
