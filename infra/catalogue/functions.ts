import {
  api,
  consumer,
  failing,
  type FunctionSpec,
  orderConsumer,
  orderDecisions,
  published,
  relay,
  saga,
  written,
} from './function-spec.ts';

const sagas = ['checkout-saga', 'payment-saga', 'warehouse-saga', 'shipping-saga'] as const;

/** Every function of the services, with exactly what it may access. Its entry is `infra/functions/<name>.ts`. */
const specs = {
  'catalog-api': {
    service: 'catalog',
    ...api,
    database: true,
    tables: { 'catalog-events': ['PutItem'], 'catalog-outbox': ['UpdateItem'] },
  },
  'catalog-relay': {
    service: 'catalog',
    ...relay,
    database: true,
    tables: { 'catalog-events': ['PutItem'], 'catalog-outbox': ['GetItem', 'UpdateItem'] },
  },
  'account-api': {
    service: 'account',
    ...api,
    database: true,
    tables: { 'account-events': ['PutItem'], 'account-outbox': ['UpdateItem'] },
  },
  'account-relay': {
    service: 'account',
    ...relay,
    database: true,
    tables: { 'account-events': ['PutItem'], 'account-outbox': ['GetItem', 'UpdateItem'] },
  },

  'checkout-api': {
    service: 'checkout',
    ...api,
    tables: {
      'checkout-orders': ['GetItem', 'PutItem'],
      'checkout-carts': ['GetItem', 'PutItem'],
      'checkout-prices': ['BatchGetItem'],
      'checkout-heartbeats': ['GetItem', 'PutItem'],
    },
  },
  'checkout-saga': { service: 'checkout', ...saga, tables: { 'checkout-orders': ['GetItem', 'PutItem'] } },
  'checkout-answers': {
    service: 'checkout',
    ...consumer,
    tables: { ...failing, 'checkout-orders': ['GetItem', 'PutItem'] },
    streams: [
      { table: 'payment-events', filters: published, batchSize: 50, parallelization: 2 },
      { table: 'warehouse-reservations', filters: written, batchSize: 50, parallelization: 2 },
      { table: 'shipping-shipments', filters: written, batchSize: 50, parallelization: 2 },
    ],
  },
  'checkout-dispatch': {
    service: 'checkout',
    ...consumer,
    tables: { 'transactions-errors': ['UpdateItem'] },
    streams: [{ table: 'checkout-orders', filters: orderDecisions, batchSize: 100, parallelization: 2 }],
    dispatchesTo: ['payment-orders', 'warehouse-orders', 'shipping-orders'],
    chaos: true,
  },
  'checkout-prices': {
    service: 'checkout',
    ...consumer,
    tables: { 'checkout-prices': ['PutItem'] },
    streams: [{ table: 'catalog-events', filters: published, batchSize: 100, copies: true }],
  },

  'payment-api': {
    service: 'payment',
    ...api,
    database: true,
    tables: { 'payment-events': ['PutItem'], 'payment-outbox': ['UpdateItem'] },
  },
  'payment-orders': {
    service: 'payment',
    ...orderConsumer,
    reservedConcurrency: 10,
    database: true,
    tables: { ...failing, 'payment-events': ['PutItem'], 'payment-outbox': ['UpdateItem'] },
    chaos: true,
  },
  'payment-saga': {
    service: 'payment',
    ...saga,
    reservedConcurrency: 20,
    database: true,
    tables: { 'payment-events': ['PutItem'], 'payment-outbox': ['UpdateItem'] },
    chaos: true,
  },
  'payment-relay': {
    service: 'payment',
    ...relay,
    database: true,
    tables: { 'payment-events': ['PutItem'], 'payment-outbox': ['GetItem', 'UpdateItem'] },
  },

  'warehouse-api': {
    service: 'warehouse',
    ...api,
    tables: { 'warehouse-stock': ['GetItem', 'UpdateItem'] },
  },
  'warehouse-orders': {
    service: 'warehouse',
    ...orderConsumer,
    tables: {
      ...failing,
      'warehouse-stock': ['UpdateItem'],
      'warehouse-reservations': ['GetItem', 'PutItem', 'UpdateItem'],
    },
    chaos: true,
  },
  'warehouse-saga': {
    service: 'warehouse',
    ...saga,
    tables: {
      'warehouse-stock': ['UpdateItem'],
      'warehouse-reservations': ['GetItem', 'PutItem', 'UpdateItem'],
    },
    chaos: true,
  },
  'warehouse-products': {
    service: 'warehouse',
    ...consumer,
    tables: { 'warehouse-products': ['PutItem'] },
    streams: [{ table: 'catalog-events', filters: published, batchSize: 100, copies: true }],
  },

  'shipping-api': { service: 'shipping', ...api, tables: { 'shipping-shipments': ['GetItem'] } },
  'shipping-orders': {
    service: 'shipping',
    ...orderConsumer,
    tables: {
      ...failing,
      'shipping-shipments': ['GetItem', 'PutItem', 'UpdateItem'],
    },
    chaos: true,
  },
  'shipping-saga': {
    service: 'shipping',
    ...saga,
    tables: { 'shipping-shipments': ['GetItem', 'PutItem', 'UpdateItem'] },
    chaos: true,
  },
  'shipping-customers': {
    service: 'shipping',
    ...consumer,
    tables: { 'shipping-customers': ['PutItem'] },
    streams: [{ table: 'account-events', filters: published, batchSize: 100, copies: true }],
  },

  'transactions-errors': {
    service: 'transactions',
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    streams: [{ table: 'transactions-errors', filters: written, batchSize: 25, parallelization: 2 }],
    invokes: sagas,
    chaos: true,
  },
  'transactions-alarms': {
    service: 'transactions',
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    tables: {
      'transactions-failures': ['Query'],
      'transactions-errors': ['UpdateItem'],
      'transactions-watermarks': ['GetItem', 'PutItem', 'UpdateItem'],
    },
    invokes: ['checkout-saga'],
    chaos: true,
  },
  'transactions-undelivered': {
    service: 'transactions',
    timeoutSeconds: 60,
    memoryMegabytes: 256,
    tables: { 'transactions-errors': ['UpdateItem'] },
  },
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof specs;

export const functions: Readonly<Record<FunctionName, FunctionSpec>> = specs;
export const functionNames = Object.keys(specs) as readonly FunctionName[];
