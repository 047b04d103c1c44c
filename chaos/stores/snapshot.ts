import type * as z from 'zod';
import { EVIDENCE_VERSION, type SagaState, type Snapshot, type SnapshotName } from '../schemas/index.ts';
import * as rows from './rows.ts';
import { allRows, type Row } from './sql.ts';
import type { Stores } from './stores.ts';

/** Reads every store once. Where that matters, the caller makes sure that nothing is in flight. */
export async function takeSnapshot(stores: Stores, name: SnapshotName, at: Date): Promise<Snapshot> {
  const [sagas, stock, filings, copies] = await Promise.all([
    readSagas(stores),
    table(stores, 'warehouse-stock', rows.Stock),
    readFilings(stores),
    readCopies(stores),
  ]);
  return { version: EVIDENCE_VERSION, name, at: at.toISOString(), sagas, stock, filings, copies };
}

async function readSagas(stores: Stores): Promise<SagaState[]> {
  const [orders, reservations, shipments, payments, entries] = await Promise.all([
    table(stores, 'checkout-orders', rows.Order),
    table(stores, 'warehouse-reservations', rows.Reservation),
    table(stores, 'shipping-shipments', rows.Shipment),
    allRows(stores.sql, 'payment', PAYMENTS, 'correlation_id'),
    allRows(stores.sql, 'payment', ENTRIES, 'entry_id'),
  ]);
  const sagas = new Map<string, SagaState>();
  const saga = (correlationId: string): SagaState => {
    const known = sagas.get(correlationId);
    if (known !== undefined) return known;
    const made: SagaState = { correlationId, order: null, payment: null, reservation: null, shipment: null };
    sagas.set(correlationId, made);
    return made;
  };
  for (const { correlationId, ...order } of orders) saga(correlationId).order = order;
  for (const { correlationId, ...reservation } of reservations) saga(correlationId).reservation = reservation;
  for (const { correlationId, ...shipment } of shipments) saga(correlationId).shipment = shipment;
  for (const payment of parsed(payments, rows.Payment)) {
    saga(payment.correlation_id).payment = { state: payment.state, amountCents: payment.amount_cents, entries: [] };
  }
  for (const entry of parsed(entries, rows.Entry)) {
    saga(entry.correlation_id).payment?.entries.push({ kind: entry.kind, amountCents: entry.amount_cents });
  }
  return [...sagas.values()].sort((one, other) => (one.correlationId < other.correlationId ? -1 : 1));
}

const PAYMENTS = 'SELECT correlation_id, state, amount_cents FROM payments WHERE true';
const ENTRIES = 'SELECT entry_id, correlation_id, kind, amount_cents FROM entries WHERE true';
const PRODUCTS = 'SELECT sku, name, price_cents, weight_grams, active FROM products WHERE true';
const CUSTOMERS = 'SELECT customer_id, name, address FROM customers WHERE true';

async function readFilings(stores: Stores): Promise<Snapshot['filings']> {
  const filings: Snapshot['filings'] = {};
  for (const { correlationId, filings: count } of await table(stores, 'transactions-errors', rows.Filing)) {
    filings[correlationId] = (filings[correlationId] ?? 0) + count;
  }
  return filings;
}

async function readCopies(stores: Stores): Promise<Snapshot['copies']> {
  const [products, customers, prices, cards, addresses] = await Promise.all([
    allRows(stores.sql, 'catalog', PRODUCTS, 'sku'),
    allRows(stores.sql, 'account', CUSTOMERS, 'customer_id'),
    table(stores, 'checkout-prices', rows.PriceCopy),
    table(stores, 'warehouse-products', rows.ProductCard),
    table(stores, 'shipping-customers', rows.CustomerCopy),
  ]);
  return {
    'catalog.products': keyed(products, (row) => String(row['sku'])),
    'account.customers': keyed(customers, (row) => String(row['customer_id'])),
    'checkout.prices': keyed(prices, ({ sku }) => sku),
    'warehouse.products': keyed(cards, ({ sku }) => sku),
    'shipping.customers': keyed(addresses, ({ customerId }) => customerId),
  };
}

function keyed<Fields extends Row>(
  list: readonly Fields[],
  keyOf: (fields: Fields) => string,
): Snapshot['copies'][string] {
  return Object.fromEntries(list.map((fields) => [keyOf(fields), { ...fields }]));
}

async function table<Item>(stores: Stores, name: string, schema: z.ZodType<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of stores.items.scan({ TableName: stores.table(name) })) found.push(schema.parse(item));
  return found;
}

function parsed<Item>(list: readonly Row[], schema: z.ZodType<Item>): Item[] {
  return list.map((row) => schema.parse(row));
}
