import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';
import { isOfLoad } from './of-load.ts';

const name = 'customer-of-another';

export const customerOfAnother: Sabotage = {
  name,
  culprit: 'Checkout keeps the customer of one request and stores it in the order of the next.',
  expectedCheck: 'explained',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/checkout/routes',
      find: 'const request = { correlationId, customerId, method: body.method,',
      replace: `      const other = ${isOfLoad('correlationId')} ? (globalThis['lastCustomer'] ?? customerId) : customerId;
      globalThis['lastCustomer'] = customerId;
      if (other !== customerId) {
        ${mark(name, "'order ' + correlationId + ' of ' + customerId + ' goes to ' + other")}
      }
      const request = { correlationId, customerId: other, method: body.method,`,
    },
  ],
};
