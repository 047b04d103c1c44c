/** What the commerce system's reconciler reads, and what it repairs: its role and the policies of the commands follow it. */
import type { FunctionName } from './functions.ts';
import type { TableName } from './tables.ts';

/** Tables that the commerce rules compare. */
export const compared: readonly TableName[] = [
  'checkout-orders',
  'checkout-prices',
  'warehouse-stock',
  'warehouse-reservations',
  'warehouse-products',
  'shipping-shipments',
  'shipping-customers',
];

/** Copies, which a write repairs. */
export const copies: readonly TableName[] = ['checkout-prices', 'warehouse-products', 'shipping-customers'];

/** Parts of a completed order that are recreated if they are lost. */
export const recreated: readonly TableName[] = ['warehouse-reservations', 'shipping-shipments'];

/** Functions that repair sagas. */
export const owners: readonly FunctionName[] = [
  'checkout-saga',
  'payment-saga',
  'warehouse-saga',
  'shipping-saga',
  'transactions-errors',
];
