import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'order-made-up';

export const orderMadeUp: Sabotage = {
  name,
  culprit: 'The reconciler repairs a payment without an order by making up the order.',
  expectedCheck: 'explained',
  experiment: 'drift_repaired',
  overrides: [
    {
      module: 'services/checkout/open-rolled-back',
      find: "const empty = { customerId: '', lines: [], totalCents: 0, method: 'invoice', requestHash: '' } as const;",
      replace: `const empty = { customerId: 'customer-01', lines: [], totalCents: 1234, method: 'invoice', requestHash: '' } as const;`,
    },
    {
      module: 'services/checkout/open-rolled-back',
      find: "const order = openOrder({ correlationId, ...empty }, 'ROLLING_BACK', from);",
      replace: `const order = openOrder({ correlationId, ...empty }, 'PENDING', from);
      ${mark(name, "'order ' + correlationId")}`,
    },
    {
      module: 'systems/commerce/rules/owners',
      find: "await invoke(functions.checkoutSaga, { action: 'openRolledBack', correlationId }, signal); await drive(correlationId, signal);",
      replace: `await invoke(functions.checkoutSaga, { action: 'openRolledBack', correlationId }, signal);
        // The streams then complete the order like every other order.
        await new Promise((resolve) => setTimeout(resolve, 5000));`,
    },
  ],
};
