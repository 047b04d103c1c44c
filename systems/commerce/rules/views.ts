import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { Value } from '@evenkeel/reconciler';
import { dataApiView } from '@evenkeel/reconciler';
import { dynamoDbView } from '@evenkeel/reconciler';

export interface CommerceStores {
  readonly dynamodb: DynamoDBClient;
  readonly rdsData: RDSDataClient;
  /** Prefix of every table name, such as `evenkeel-prod-`. */
  readonly prefix: string;
  readonly clusterArn: string;
  /** The secret of a role that may read the tables of every database that the rules compare. */
  readonly secretArn: string;
}

/** Parts of a table that are scanned in parallel. */
const SEGMENTS = 2;

const item = { version: 'version', updatedAt: 'updatedAt', segments: SEGMENTS } as const;
const row = { version: 'version', updatedAt: 'updated_at' } as const;

export type CommerceViews = ReturnType<typeof commerceViews>;

/** The commerce system's stores as views, named `<service>.<contents>`. */
export function commerceViews({ dynamodb, rdsData, prefix, clusterArn, secretArn }: CommerceStores) {
  const table = (name: string) => ({ client: dynamodb, table: `${prefix}${name}`, ...item });
  const database = (name: 'catalog' | 'account' | 'payment') => ({
    client: rdsData,
    database: { clusterArn, secretArn, database: name },
    ...row,
  });
  return {
    products: dataApiView({
      name: 'catalog.products',
      ...database('catalog'),
      table: 'products',
      key: 'sku',
      fields: {
        name: 'text',
        unitPriceCents: { type: 'integer', from: 'price_cents' },
        weightGrams: { type: 'integer', from: 'weight_grams' },
        active: 'boolean',
        version: 'integer',
      },
    }),
    customers: dataApiView({
      name: 'account.customers',
      ...database('account'),
      table: 'customers',
      key: 'customer_id',
      fields: {
        name: { type: 'text', sensitive: true },
        address: { type: 'text', sensitive: true },
        version: 'integer',
      },
    }),
    payments: dataApiView({
      name: 'payment.payments',
      ...database('payment'),
      table: 'payments',
      key: 'correlation_id',
      fields: { state: 'text', amountCents: { type: 'integer', from: 'amount_cents' }, method: 'text' },
    }),
    ...copyViews({ dynamodb, prefix }),
    orders: dynamoDbView({
      name: 'checkout.orders',
      ...table('checkout-orders'),
      key: 'correlationId',
      fields: {
        state: 'text',
        amountCents: { type: 'integer', from: 'totalCents' },
        customerId: 'text',
        lines: { type: 'json', shaped: quantities },
        method: 'text',
        unitPrices: { type: 'json', from: 'lines', shaped: unitPrices },
        createdAt: 'text',
        updatedAt: 'text',
      },
    }),
    reservations: dynamoDbView({
      name: 'warehouse.reservations',
      ...table('warehouse-reservations'),
      key: 'correlationId',
      createdAt: 'createdAt',
      fields: { state: 'text', lines: { type: 'json', shaped: quantities } },
      writable: true,
    }),
    shipments: dynamoDbView({
      name: 'shipping.shipments',
      ...table('shipping-shipments'),
      key: 'correlationId',
      createdAt: 'createdAt',
      fields: { state: 'text', customerId: 'text' },
      writable: true,
    }),
    stock: dynamoDbView({
      name: 'warehouse.stock',
      ...table('warehouse-stock'),
      key: 'sku',
      fields: { received: 'integer', onHand: 'integer', reserved: 'integer', shipped: 'integer' },
    }),
  };
}

/**
 * The copies of masters as views.
 *
 * @param owner precedes the names of views of another region: `home.`
 */
export function copyViews({ dynamodb, prefix }: Pick<CommerceStores, 'dynamodb' | 'prefix'>, owner = '') {
  const table = (name: string) => ({ client: dynamodb, table: `${prefix}${name}`, ...item });
  return {
    prices: dynamoDbView({
      name: `${owner}checkout.prices`,
      ...table('checkout-prices'),
      key: 'sku',
      fields: { name: 'text', unitPriceCents: 'integer', active: 'boolean', version: 'integer' },
      writable: true,
    }),
    productCards: dynamoDbView({
      name: `${owner}warehouse.products`,
      ...table('warehouse-products'),
      key: 'sku',
      fields: { name: 'text', weightGrams: 'integer', active: 'boolean', version: 'integer' },
      writable: true,
    }),
    customerCopies: dynamoDbView({
      name: `${owner}shipping.customers`,
      ...table('shipping-customers'),
      key: 'customerId',
      fields: {
        name: { type: 'text', sensitive: true },
        address: { type: 'text', sensitive: true },
        version: 'integer',
      },
      writable: true,
    }),
  };
}

/** One line of an order or a reservation. */
export interface Quantity {
  readonly sku: string;
  readonly quantity: number;
}

export function quantitiesIn(lines: unknown): Quantity[] {
  if (!Array.isArray(lines)) return [];
  const found: Quantity[] = [];
  for (const { sku, quantity } of lines as readonly Partial<Quantity>[])
    if (typeof sku === 'string' && typeof quantity === 'number') found.push({ sku, quantity });
  return found;
}

const bySku = <Line extends { readonly sku: string }>(lines: Line[]): Line[] =>
  lines.sort((left, right) => (left.sku < right.sku ? -1 : 1));

const quantities = (lines: Value): Value => bySku(quantitiesIn(lines)).map(({ sku, quantity }) => ({ sku, quantity }));

/** The price of each line, as the order was priced. Null for a line without one. */
const unitPrices = (lines: Value): Value => {
  const priced = (Array.isArray(lines) ? lines : []) as readonly { sku?: unknown; unitPriceCents?: unknown }[];
  return bySku(
    priced.flatMap(({ sku, unitPriceCents: cents }) =>
      typeof sku === 'string' ? [{ sku, unitPriceCents: typeof cents === 'number' ? cents : null }] : [],
    ),
  );
};
