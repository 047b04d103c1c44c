import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'price-changes-dropped';

export const priceChangesDropped: Sabotage = {
  name,
  culprit: "Checkout's price list takes a product's first price, and drops every later change.",
  expectedCheck: 'explained',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/shared/copy',
      find: 'await putItem(client, table, item, {',
      replace: `if (table.endsWith('checkout-prices') && item.version > 1) {
        ${mark(name, "'price ' + item.version + ' of ' + String(item[key])")}
        return;
      }
      await putItem(client, table, item, {`,
    },
  ],
};
