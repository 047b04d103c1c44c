import { defineRule } from '@evenkeel/reconciler';
import { SETTLE_WINDOW } from './saga.ts';
import type { copyViews } from './views.ts';

type Copies = ReturnType<typeof copyViews>;

/**
 * The copies of this region match those of the home region. Nothing here repairs a difference: a write to this replica would
 * go back to the home region, and replace what was written there meanwhile. Writing the row at home once more brings it here.
 */
export const replicaRules = (home: Copies, here: Copies) => [
  defineRule({ name: 'price-replicas', left: home.prices, right: here.prices, ...likeAtHome }),
  defineRule({ name: 'card-replicas', left: home.productCards, right: here.productCards, ...likeAtHome }),
  defineRule({ name: 'customer-replicas', left: home.customerCopies, right: here.customerCopies, ...likeAtHome }),
];

const likeAtHome = {
  allowEmpty: true,
  relation: 'equal',
  mastership: { default: 'left' },
  settleWindow: SETTLE_WINDOW,
  repair: { kind: 'report' },
} as const;
