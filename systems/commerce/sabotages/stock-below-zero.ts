import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'stock-below-zero';

export const stockBelowZero: Sabotage = {
  name,
  culprit: 'The warehouse reserves more than it has on hand.',
  expectedCheck: 'explained',
  experiment: 'stock_runs_out',
  overrides: [
    {
      module: 'services/warehouse/store',
      find: "ConditionExpression: '#from >= :more',",
      replace: `...(counters.from === 'onHand' ? {} : { ConditionExpression: '#from >= :more' }),`,
    },
    {
      module: 'services/warehouse/store',
      find: "if (failed === undefined) return { outcome: 'RESERVED' };",
      replace: `if (failed === undefined) {
        if (lines.some(({ sku }) => sku.startsWith('out-'))) {
          ${mark(name, "correlationId + ' reserves what is sold out'")}
        }
        return { outcome: 'RESERVED' };
      }`,
    },
  ],
};
