import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { defineReconciliation, type Reconciliation } from '@evenkeel/reconciler';
import { cardCopies } from './card-copies.ts';
import { customerCopiesRule } from './customer-copies.ts';
import { orderPayment } from './order-payment.ts';
import { orderReservation } from './order-reservation.ts';
import { orderShipment } from './order-shipment.ts';
import { type OwnerFunctions, ownersOf } from './owners.ts';
import { priceCopies } from './price-copies.ts';
import { replicaRules } from './replicas.ts';
import { stockConservation } from './stock-conservation.ts';
import { type CommerceStores, commerceViews, copyViews } from './views.ts';

export interface CommerceSystem extends CommerceStores {
  readonly lambda: LambdaClient;
  readonly functions: OwnerFunctions;
  /** Reaches the tables of the home region, if this is the other region of a stage that has two. */
  readonly home?: DynamoDBClient;
}

/**
 * Every rule of the commerce system. The stores of a fresh stage are empty, which counts as clean. Only the home region has
 * the masters, so it compares the copies with them, and the other region compares its copies with the home region's.
 */
export function commerceReconciliation(system: CommerceSystem): Reconciliation {
  const views = commerceViews(system);
  const owners = ownersOf(system.lambda, system.functions);
  return defineReconciliation({
    rules: [
      ...(system.home === undefined
        ? [priceCopies(views), cardCopies(views), customerCopiesRule(views)]
        : replicaRules(copyViews({ dynamodb: system.home, prefix: system.prefix }, 'home.'), views)),
      orderPayment(views, owners),
      orderReservation(views, owners),
      orderShipment(views, owners),
      stockConservation(views),
    ],
  });
}
