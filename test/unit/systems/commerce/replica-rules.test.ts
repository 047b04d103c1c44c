import { describe, expect, it } from '@jest/globals';
import { commerceFromEnvironment } from '../../../../systems/commerce/rules/index.ts';

const variables = {
  TABLE_PREFIX: 'shop-',
  CLUSTER_ARN: 'cluster',
  DATABASE_SECRET_ARN: 'secret',
  CHECKOUT_SAGA_FUNCTION: 'checkout-saga',
  PAYMENT_SAGA_FUNCTION: 'payment-saga',
  WAREHOUSE_SAGA_FUNCTION: 'warehouse-saga',
  SHIPPING_SAGA_FUNCTION: 'shipping-saga',
  TRANSACTIONS_ERRORS_FUNCTION: 'transactions-errors',
};

const COPIES = ['price-copies', 'card-copies', 'customer-copies'];
const REPLICAS = ['price-replicas', 'card-replicas', 'customer-replicas'];
const SAGAS = ['order-payment', 'order-reservation', 'order-shipment', 'stock-conservation'];

const rulesIn = (region?: string) =>
  commerceFromEnvironment({ ...variables, AWS_REGION: 'us-east-1', HOME_REGION: region }).rules;

describe('the rules of a region', () => {
  it.each([undefined, 'us-east-1'])('compare copies with their masters where these are (home region: %s)', (home) => {
    expect(rulesIn(home).map(({ name }) => name)).toEqual([...COPIES, ...SAGAS]);
  });

  it('compare copies with those of the home region in the other one', () => {
    const rules = rulesIn('eu-west-1');
    expect(rules.map(({ name }) => name)).toEqual([...REPLICAS, ...SAGAS]);
    const replicas = rules.filter(({ name }) => REPLICAS.includes(name));
    expect(replicas.map(({ views }) => views.map(({ name }) => name))).toEqual([
      ['home.checkout.prices', 'checkout.prices'],
      ['home.warehouse.products', 'warehouse.products'],
      ['home.shipping.customers', 'shipping.customers'],
    ]);
  });
});
