/** Drift as an operator's mistake or a lost event causes it: written directly to the stores, on keys at rest. */
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Goods, PLENTY } from './goods.ts';
import type { BusySystem } from './system.ts';

/** Each entry is a rule and a key, such as `price-copies rest-1`. */
export interface Drift {
  /** Drift that runs repair. */
  readonly repairable: readonly string[];
  /** Drift that runs can only report. */
  readonly reportOnly: readonly string[];
}

const OLD = '2020-01-01T00:00:00.000Z';

/** Seeds drift of every rule, on the goods at `place`. */
export async function seedDrift(system: BusySystem, { resting }: Goods, place: number): Promise<Drift> {
  const { clients, prefix } = system;
  const at = (table: string, key: object) => ({ TableName: `${prefix}${table}`, Key: marshall(key) });
  const remove = (table: string, key: object) => clients.dynamodb.send(new DeleteItemCommand(at(table, key)));
  const set = (table: string, key: object, attribute: string, value: unknown) =>
    clients.dynamodb.send(
      new UpdateItemCommand({
        ...at(table, key),
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: marshall({ ':value': value }),
      }),
    );
  const put = (table: string, item: object) =>
    clients.dynamodb.send(new PutItemCommand({ TableName: `${prefix}${table}`, Item: marshall(item) }));

  const here = placesFrom(place);
  const [sku, lostSku, lightSku] = here.map((index) => resting.skus[index] ?? '');
  const customerId = resting.customers[place] ?? '';
  const [unreserved, unshipped, uncaptured] = here.map((index) => resting.orders[index] ?? '');
  const ghost = `ghost-${place}`;
  const orphan = `orphan-${place}`;
  await set('checkout-prices', { sku }, 'unitPriceCents', 1);
  await remove('checkout-prices', { sku: lostSku });
  await put('checkout-prices', {
    sku: ghost,
    name: ghost,
    active: true,
    unitPriceCents: 1,
    version: 1,
    updatedAt: OLD,
  });
  await set('warehouse-products', { sku: lightSku }, 'weightGrams', 1);
  await set('shipping-customers', { customerId }, 'address', 'Nowhere 0');
  await remove('warehouse-reservations', { correlationId: unreserved });
  await remove('shipping-shipments', { correlationId: unshipped });
  await payment(system, `UPDATE payments SET state = 'AUTHORISED' WHERE correlation_id = '${uncaptured ?? ''}'`);
  await payment(
    system,
    `INSERT INTO payments VALUES ('${orphan}', 'AUTHORISED', 100, 'card', NULL, 1, '${OLD}', '${OLD}')`,
  );
  await set('warehouse-stock', { sku: lightSku }, 'received', PLENTY + 1);
  const repairable = [
    ...[sku, lostSku, ghost].map((key) => `price-copies ${key ?? ''}`),
    `card-copies ${lightSku ?? ''}`,
    `customer-copies ${customerId}`,
    `order-reservation ${unreserved ?? ''}`,
    `order-shipment ${unshipped ?? ''}`,
    ...[uncaptured, orphan].map((key) => `order-payment ${key ?? ''}`),
  ];
  return { repairable, reportOnly: [`stock-conservation ${lightSku ?? ''}`] };
}

/** The number of goods that one seeding uses, from its place on. */
export const PLACES = 3;
const placesFrom = (place: number): readonly number[] => Array.from({ length: PLACES }, (_, index) => place + index);

async function payment({ clients, payments }: BusySystem, sql: string): Promise<void> {
  const { clusterArn, ...database } = payments;
  const target = { resourceArn: clusterArn, ...database };
  await clients.rdsData.send(new ExecuteStatementCommand({ ...target, sql }));
}
