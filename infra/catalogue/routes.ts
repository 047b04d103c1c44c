import type { FunctionName } from './functions.ts';

/** The API's routes and their functions. `commit` and `rollback` are not routes: they are invoked directly. */
export const routes: readonly { readonly method: string; readonly path: string; readonly function: FunctionName }[] = [
  { method: 'GET', path: '/products', function: 'catalog-api' },
  { method: 'GET', path: '/products/{sku}', function: 'catalog-api' },
  { method: 'PUT', path: '/products/{sku}', function: 'catalog-api' },
  { method: 'GET', path: '/customers/{id}', function: 'account-api' },
  { method: 'PUT', path: '/customers/{id}', function: 'account-api' },
  { method: 'PUT', path: '/carts/{id}', function: 'checkout-api' },
  { method: 'POST', path: '/checkout', function: 'checkout-api' },
  { method: 'GET', path: '/orders/{id}', function: 'checkout-api' },
  { method: 'GET', path: '/orders/{id}/trace', function: 'checkout-api' },
  { method: 'GET', path: '/stock/{sku}', function: 'warehouse-api' },
  { method: 'POST', path: '/stock/{sku}/receipts', function: 'warehouse-api' },
  { method: 'GET', path: '/payments/{id}', function: 'payment-api' },
  { method: 'POST', path: '/payments/{id}/refunds', function: 'payment-api' },
  { method: 'GET', path: '/shipments/{id}', function: 'shipping-api' },
];
