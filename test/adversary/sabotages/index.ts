/** Sabotages of the shop that do not ship with it: the harness must catch bugs that nobody chose for it. */
import type { Sabotage } from '../../../chaos/sabotage/index.ts';
import { checkoutSabotages } from './checkout.ts';
import { consumerSabotages } from './consumers.ts';
import { operationsSabotages } from './operations.ts';
import { paymentSabotages } from './payment.ts';
import { reconcilerSabotages } from './reconciler.ts';
import { warehouseSabotages } from './warehouse.ts';

export const adversarySabotages: readonly Sabotage[] = [
  ...checkoutSabotages,
  ...paymentSabotages,
  ...warehouseSabotages,
  ...consumerSabotages,
  ...operationsSabotages,
  ...reconcilerSabotages,
];
