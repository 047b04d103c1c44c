import { defineRule } from '@evenkeel/reconciler';
import { SETTLE_WINDOW } from './saga.ts';
import type { CommerceViews } from './views.ts';

/** Checkout's price list matches the catalog. */
export const priceCopies = ({ products, prices }: CommerceViews) =>
  defineRule({
    name: 'price-copies',
    allowEmpty: true,
    left: products,
    right: prices,
    relation: 'equal',
    compare: ['name', 'unitPriceCents', 'active', 'version'],
    mastership: { default: 'left' },
    settleWindow: SETTLE_WINDOW,
    repair: { kind: 'copy' },
  });
