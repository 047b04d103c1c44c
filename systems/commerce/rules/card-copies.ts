import { defineRule } from '@evenkeel/reconciler';
import { SETTLE_WINDOW } from './saga.ts';
import type { CommerceViews } from './views.ts';

/** The warehouse's product cards match the catalog. */
export const cardCopies = ({ products, productCards }: CommerceViews) =>
  defineRule({
    name: 'card-copies',
    allowEmpty: true,
    left: products,
    right: productCards,
    relation: 'equal',
    compare: ['name', 'weightGrams', 'active', 'version'],
    mastership: { default: 'left' },
    settleWindow: SETTLE_WINDOW,
    repair: { kind: 'copy' },
  });
