import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';
import { isOfLoad } from './of-load.ts';

const name = 'order-loses-last-line';

export const orderLosesLastLine: Sabotage = {
  name,
  culprit: 'Checkout stores an order without the last of its lines.',
  expectedCheck: 'explained',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/checkout/routes',
      find: "const { existing } = await ports.store.open(openOrder(request, 'PENDING', ports.clock.now()));",
      replace: `if (request.lines.length > 1 && ${isOfLoad('correlationId')}) {
        ${mark(name, "'order ' + correlationId + ' loses ' + request.lines.at(-1).sku")}
        request.lines = request.lines.slice(0, -1);
      }
      const { existing } = await ports.store.open(openOrder(request, 'PENDING', ports.clock.now()));`,
    },
  ],
};
