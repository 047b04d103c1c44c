import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'total-without-last-line';

export const totalWithoutLastLine: Sabotage = {
  name,
  culprit: 'Checkout computes the total of an order without the last of its lines.',
  expectedCheck: 'explained',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/checkout/prices',
      find: 'const totalCents = priced.reduce(',
      replace: `if (priced.length > 1) {
        ${mark(name, "'total without ' + priced.at(-1)?.sku")}
      }
      const totalCents = (priced.length > 1 ? priced.slice(0, -1) : priced).reduce(`,
    },
  ],
};
