import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'order-placed-twice';

export const orderPlacedTwice: Sabotage = {
  name,
  culprit: 'Checkout places some orders a second time, under an id of its own.',
  expectedCheck: 'explained',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/checkout/routes',
      find: "logSaga(ports.log, 'checkout', correlationId, 'PENDING');",
      replace: `logSaga(ports.log, 'checkout', correlationId, 'PENDING');
      if (/-base_checkout-[0-9]*3$/.test(correlationId)) {
        const again = 'again-' + randomUUID();
        ${mark(name, "'order ' + correlationId + ' is placed again as ' + again")}
        await ports.store.open(openOrder({ ...request, correlationId: again }, 'PENDING', ports.clock.now()));
      }`,
    },
  ],
};
