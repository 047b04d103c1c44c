import { defineRule } from '@evenkeel/reconciler';
import { SETTLE_WINDOW } from './saga.ts';
import type { CommerceViews } from './views.ts';

/** Shipping's names and addresses match the account service. */
export const customerCopiesRule = ({ customers, customerCopies }: CommerceViews) =>
  defineRule({
    name: 'customer-copies',
    allowEmpty: true,
    left: customers,
    right: customerCopies,
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: SETTLE_WINDOW,
    repair: { kind: 'copy' },
  });
