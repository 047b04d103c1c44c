/** Shops with known contents on real engines, each with its own tables. */
import { type AttributeValue, DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import { type Clock, runReconcile, type ReconcileOptions } from '../../../reconciler/index.ts';
import { dynamoTables, openShop, type Shop, type ShopAddress, sqlTables, steppedClock } from './copies.ts';
import { type Aurora, type Dynamo, openAurora, openDynamo } from './engines.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');
export const OLD = '2026-03-01T06:00:00.000Z';

export interface Stage {
  open(prefix: string): Promise<ShopStage>;
  close(): Promise<void>;
}

export interface ShopStage extends Shop {
  readonly address: ShopAddress;
  readonly clock: Clock;
  readonly put: (table: keyof typeof dynamoTables, item: Record<string, AttributeValue>) => Promise<void>;
  readonly remove: (table: keyof typeof dynamoTables, key: string) => Promise<void>;
  /** `$table` is replaced by the name of a table of this shop. */
  readonly sql: (statement: string) => Promise<void>;
  run(runId: string, options?: Partial<ReconcileOptions>): ReturnType<typeof runReconcile>;
  /** The contents of the shop: table -> key -> stored columns. */
  contents(): Promise<Record<string, Record<string, Record<string, unknown>>>>;
}

export async function openStage(): Promise<Stage> {
  const [dynamo, aurora] = await Promise.all([openDynamo(), openAurora()]);
  return {
    open: (prefix) => openShopStage(dynamo, aurora, prefix),
    async close() {
      await dynamo.close();
      await aurora.close();
    },
  };
}

async function openShopStage(dynamo: Dynamo, aurora: Aurora, prefix: string): Promise<ShopStage> {
  const address: ShopAddress = {
    dynamodb: dynamo.endpoint,
    rdsData: aurora.endpoint,
    clusterArn: aurora.clusterArn,
    secretArn: aurora.secretArn,
    database: 'shop',
    prefix,
  };
  for (const [table, key] of Object.entries(dynamoTables)) await dynamo.createTable(`${prefix}-${table}`, key);
  await dynamo.createTable(`${prefix}-control`, 'name');
  await dynamo.createTable(`${prefix}-ledger`, 'runId', 'operationId');
  for (const [table, columns] of Object.entries(sqlTables)) {
    await aurora.sql('shop', `CREATE TABLE ${prefix}_${table} (${columns})`);
  }
  const shop = openShop(address);
  const clock = steppedClock(START);
  const sql = (statement: string) => aurora.sql('shop', statement.replaceAll('$', `${prefix}_`));
  return {
    ...shop,
    address,
    clock,
    sql,
    async put(table, item) {
      await shop.dynamodb.send(new PutItemCommand({ TableName: `${prefix}-${table}`, Item: item }));
    },
    async remove(table, key) {
      const Key = { [dynamoTables[table]]: { S: key } };
      await shop.dynamodb.send(new DeleteItemCommand({ TableName: `${prefix}-${table}`, Key }));
    },
    run: (runId, options = {}) =>
      runReconcile({
        reconciliation: shop.reconciliation,
        runId,
        clock,
        signal: new AbortController().signal,
        repair: shop.tables,
        ...options,
      }),
    async contents() {
      const found: Record<string, Record<string, Record<string, unknown>>> = {};
      for (const [table, key] of Object.entries(dynamoTables)) {
        const { Items = [] } = await shop.dynamodb.send(new ScanCommand({ TableName: `${prefix}-${table}` }));
        found[table] = Object.fromEntries(Items.map((item) => [item[key]?.S ?? '', item]));
      }
      for (const table of Object.keys(sqlTables)) {
        const { records = [] } = await shop.rdsData.send(
          new ExecuteStatementCommand({
            resourceArn: aurora.clusterArn,
            secretArn: aurora.secretArn,
            database: 'shop',
            sql: `SELECT sku, CAST(to_jsonb(t) AS text) FROM ${prefix}_${table} AS t`,
          }),
        );
        found[table] = Object.fromEntries(
          records.map(([key, row]) => [
            key?.stringValue ?? '',
            JSON.parse(row?.stringValue ?? '{}') as Record<string, unknown>,
          ]),
        );
      }
      return found;
    },
  };
}

/** Three products, titles and orders, each with its copy. */
export async function fillLevel({ put, sql }: ShopStage): Promise<void> {
  const at = { updatedAt: { S: OLD } };
  for (const sku of ['bolt', 'nut', 'saw']) {
    await sql(`INSERT INTO $products VALUES ('${sku}', 'A ${sku}', 2.50, 'cost 1', 4, '${OLD}')`);
    const extra = { M: { bytes: { B: new Uint8Array([1, 2, 255]) }, sizes: { NS: ['1', '2'] } } };
    await put('prices', {
      sku: { S: sku },
      name: { S: `A ${sku}` },
      price: { N: '2.5' },
      version: { N: '7' },
      extra,
      ...at,
    });
    await put('titles', { sku: { S: sku }, title: { S: `The ${sku}` }, version: { N: '2' }, ...at });
    await sql(`INSERT INTO $labels VALUES ('${sku}', 'The ${sku}', 'shelf 9007199254740993', 3, '${OLD}')`);
    await put('orders', { orderId: { S: sku }, total: { N: '3' }, version: { N: '1' }, ...at });
    await put('notices', { orderId: { S: sku }, total: { N: '3' }, version: { N: '1' } });
  }
}

/** Every kind of drift that a repair can fix: a wrong value, a missing row and an extra row, in each store. */
export async function seedDrift({ put, remove, sql }: ShopStage): Promise<void> {
  const at = { updatedAt: { S: OLD } };
  await put('prices', { sku: { S: 'nut' }, name: { S: 'A nut' }, price: { N: '9.75' }, version: { N: '7' }, ...at });
  await remove('prices', 'bolt');
  await put('prices', { sku: { S: 'ghost' }, name: { S: 'A ghost' }, price: { N: '1' }, version: { N: '1' }, ...at });
  await sql(`UPDATE $labels SET title = 'Wrong' WHERE sku = 'nut'`);
  await sql(`DELETE FROM $labels WHERE sku = 'saw'`);
  await sql(`INSERT INTO $labels VALUES ('ghost', 'The ghost', NULL, 1, '${OLD}')`);
  await remove('notices', 'saw');
}

/** The names of the operations that repair it. */
export const SEEDED = [
  'label-copies#ghost',
  'label-copies#nut',
  'label-copies#saw',
  'order-notices#saw',
  'price-copies#bolt',
  'price-copies#ghost',
  'price-copies#nut',
] as const;
