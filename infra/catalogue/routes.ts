import type { FunctionName } from './functions.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly function: FunctionName;
}

/** The API's routes and their functions. `commit` and `rollback` are not routes: they are invoked directly. */
export const routes: readonly Route[] = [
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

/** What the health checks of a stage of two regions ask, without a key: whether this region works. */
export const healthRoute: Route = { method: 'GET', path: '/healthcheck', function: 'checkout-api' };

/** What a healthy region answers them with. */
export const HEALTHY = '"status":"ok"';
