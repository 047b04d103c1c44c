import { UNFINISHED_INDEX } from '../../services/shared/unfinished.ts';
import type { Stage } from '../stage.ts';

/** A DynamoDB table of the services. Each has one owner, whose name starts the table's name. */
export interface TableSpec {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Whether the table has a stream, with both images of each change. */
  readonly stream?: true;
  /** A sparse index of the items that have its partition key, sorted by the table's; it holds only keys. */
  readonly index?: { readonly name: string; readonly partitionKey: string };
  /** Whether items have `expiresAt` (epoch seconds), after which they are deleted. */
  readonly expires?: true;
  /** Whether it replicates to the other region of a stage that has two: a copy of masters, which are in the home region. */
  readonly global?: true;
  /** Whether only stages of two regions have it. */
  readonly ofPairs?: true;
  /** The environment variable that passes the table's name to the owner's functions. */
  readonly variable: string;
}

const specs = {
  'checkout-orders': {
    partitionKey: 'correlationId',
    stream: true,
    index: { name: UNFINISHED_INDEX, partitionKey: UNFINISHED_INDEX },
    variable: 'ORDERS_TABLE',
  },
  'checkout-carts': { partitionKey: 'cartId', expires: true, variable: 'CARTS_TABLE' },
  'checkout-prices': { partitionKey: 'sku', global: true, variable: 'PRICES_TABLE' },
  'checkout-heartbeats': { partitionKey: 'name', ofPairs: true, variable: 'HEARTBEATS_TABLE' },
  'warehouse-stock': { partitionKey: 'sku', variable: 'STOCK_TABLE' },
  'warehouse-reservations': { partitionKey: 'correlationId', stream: true, variable: 'RESERVATIONS_TABLE' },
  'warehouse-products': { partitionKey: 'sku', global: true, variable: 'PRODUCTS_TABLE' },
  'shipping-shipments': { partitionKey: 'correlationId', stream: true, variable: 'SHIPMENTS_TABLE' },
  'shipping-customers': { partitionKey: 'customerId', global: true, variable: 'CUSTOMERS_TABLE' },
  'payment-events': { partitionKey: 'eventId', stream: true, expires: true, variable: 'EVENTS_TABLE' },
  'catalog-events': { partitionKey: 'eventId', stream: true, expires: true, variable: 'EVENTS_TABLE' },
  'account-events': { partitionKey: 'eventId', stream: true, expires: true, variable: 'EVENTS_TABLE' },
  'payment-outbox': { partitionKey: 'name', variable: 'OUTBOX_TABLE' },
  'catalog-outbox': { partitionKey: 'name', variable: 'OUTBOX_TABLE' },
  'account-outbox': { partitionKey: 'name', variable: 'OUTBOX_TABLE' },
  'transactions-errors': {
    partitionKey: 'correlationId',
    sortKey: 'source',
    stream: true,
    expires: true,
    variable: 'ERRORS_TABLE',
  },
  'transactions-failures': {
    partitionKey: 'correlationId',
    sortKey: 'source',
    expires: true,
    variable: 'FAILURES_TABLE',
  },
  'transactions-watermarks': { partitionKey: 'name', variable: 'WATERMARKS_TABLE' },
} as const satisfies Record<string, TableSpec>;

export type TableName = keyof typeof specs;

export const tables: Readonly<Record<TableName, TableSpec>> = specs;
const tableNames = Object.keys(specs) as readonly TableName[];

/** The tables of a stage. */
export const tablesOf = ({ pair }: Pick<Stage, 'pair'>): readonly TableName[] =>
  tableNames.filter((name) => pair !== undefined || tables[name].ofPairs !== true);
