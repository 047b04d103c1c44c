/** The commerce system's stores on real engines, with owners that act as the services do. */
import { setImmediate } from 'node:timers/promises';
import { DeleteItemCommand, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Connection } from '../../../chaos/index.ts';
import {
  type Clock,
  type ControlTables,
  type Reconciliation,
  type ReconcileOptions,
  runReconcile,
} from '../../../reconciler/index.ts';
import { commerceReconciliation } from '../../../systems/commerce/rules/index.ts';
import { type Aurora, type Dynamo, openAurora, openDynamo } from './engines.ts';
import { localCredentials } from '../../local-credentials.ts';

/** A run repairs unless it is dry. */
interface RunOptions extends Pick<ReconcileOptions, 'rules' | 'found'> {
  readonly dry?: true;
}

const PREFIX = 'shop-test-';
const TABLES: Readonly<Record<string, string>> = {
  'checkout-orders': 'correlationId',
  'checkout-prices': 'sku',
  'warehouse-stock': 'sku',
  'warehouse-reservations': 'correlationId',
  'warehouse-products': 'sku',
  'shipping-shipments': 'correlationId',
  'shipping-customers': 'customerId',
  'reconciler-control': 'name',
};
const DATABASES: Readonly<Record<string, string>> = {
  catalog:
    'products (sku text PRIMARY KEY, name text, price_cents bigint, weight_grams int, active bool, version bigint, updated_at timestamptz)',
  account:
    'customers (customer_id text PRIMARY KEY, name text, address text, email text, version bigint, updated_at timestamptz)',
  payment:
    'payments (correlation_id text PRIMARY KEY, state text, amount_cents bigint, method text, reason text, version bigint, created_at timestamptz, updated_at timestamptz)',
};

type Item = Record<string, unknown>;

export interface CommerceStage {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  /** Advances only while something sleeps on it. */
  readonly clock: Clock;
  readonly calls: string[];
  readonly aurora: Aurora;
  /** The stores, as the functions of the shop's definition see them. */
  readonly connection: Connection;
  /** The prefix of every table name. */
  readonly prefix: string;
  put(table: string, item: Item): Promise<void>;
  get(table: string, key: string): Promise<Item | undefined>;
  delete(table: string, key: string): Promise<void>;
  sql(database: string, statement: string): Promise<void>;
  run(runId: string, options?: RunOptions): ReturnType<typeof runReconcile>;
  /** Empties every store except the ledger. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openCommerceStage(): Promise<CommerceStage> {
  const [dynamo, aurora] = await Promise.all([openDynamo(), openAurora()]);
  for (const [name, key] of Object.entries(TABLES)) await dynamo.createTable(`${PREFIX}${name}`, key);
  await dynamo.createTable(`${PREFIX}reconciler-ledger`, 'runId', 'operationId');
  for (const [name, table] of Object.entries(DATABASES)) {
    await aurora.sql('shop', `CREATE DATABASE ${name}`);
    await aurora.sql(name, `CREATE TABLE ${table}`);
  }
  return stageOf(dynamo, aurora);
}

function stageOf(dynamo: Dynamo, aurora: Aurora): CommerceStage {
  const { client } = dynamo;
  const keyIn = (table: string, key: string) => ({
    TableName: `${PREFIX}${table}`,
    Key: { [TABLES[table]!]: { S: key } },
  });
  const put = async (table: string, item: Item) => {
    await client.send(new PutItemCommand({ TableName: `${PREFIX}${table}`, Item: marshall(item) }));
  };
  let time = Date.parse('2026-03-01T12:00:00.000Z');
  const clock: Clock = {
    now: () => time,
    async sleep(ms, signal) {
      const end = time + ms;
      await setImmediate(undefined, { signal });
      time = Math.max(time, end);
    },
    elapsed: () => performance.now(),
  };
  const calls: string[] = [];
  const lambda = {
    send: async ({ input }: InvokeCommand) => {
      const { action, correlationId } = JSON.parse(input.Payload as string) as {
        action: string;
        correlationId: string;
      };
      calls.push(`${input.FunctionName ?? ''} ${action} ${correlationId}`);
      const state = action === 'openRolledBack' ? 'ROLLING_BACK' : 'ROLLED_BACK';
      const at = new Date(time).toISOString();
      await put('checkout-orders', {
        correlationId,
        state,
        lines: [],
        totalCents: 0,
        customerId: '',
        version: 1,
        createdAt: at,
        updatedAt: at,
      });
      if (action === 'drive') {
        await aurora.sql(
          'payment',
          `UPDATE payments SET state = 'VOIDED', version = version + 1 WHERE correlation_id = '${correlationId}' AND state = 'AUTHORISED'`,
        );
      }
      return {};
    },
  } as unknown as LambdaClient;
  const reconciliation = commerceReconciliation({
    dynamodb: client,
    rdsData: aurora.client,
    lambda,
    prefix: PREFIX,
    clusterArn: aurora.clusterArn,
    secretArn: aurora.secretArn,
    functions: {
      checkoutSaga: 'checkout-saga',
      transactionsErrors: 'transactions-errors',
      saga: { payment: 'payment-saga', warehouse: 'warehouse-saga', shipping: 'shipping-saga' },
    },
  });
  const tables = { client, ledgerTable: `${PREFIX}reconciler-ledger`, controlTable: `${PREFIX}reconciler-control` };
  return {
    reconciliation,
    tables,
    clock,
    calls,
    put,
    aurora,
    connection: connectionTo(dynamo, aurora),
    prefix: PREFIX,
    async get(table, key) {
      const { Item: found } = await client.send(new GetItemCommand(keyIn(table, key)));
      return found && unmarshall(found);
    },
    async delete(table, key) {
      await client.send(new DeleteItemCommand(keyIn(table, key)));
    },
    sql: (database, statement) => aurora.sql(database, statement),
    run: (runId, { dry, rules, found } = {}) =>
      runReconcile({
        reconciliation,
        runId,
        clock,
        signal: new AbortController().signal,
        ...(rules && { rules }),
        ...(found && { found }),
        ...(dry !== true && { repair: tables }),
      }),
    async clear() {
      calls.length = 0;
      for (const [table, key] of Object.entries(TABLES)) {
        const { Items = [] } = await client.send(new ScanCommand({ TableName: `${PREFIX}${table}` }));
        for (const item of Items) {
          await client.send(new DeleteItemCommand({ TableName: `${PREFIX}${table}`, Key: { [key]: item[key]! } }));
        }
      }
      for (const [database, table] of Object.entries(DATABASES))
        await aurora.sql(database, `TRUNCATE ${table.split(' ')[0]!}`);
    },
    async close() {
      await dynamo.close();
      await aurora.close();
    },
  };
}

function connectionTo(dynamo: Dynamo, aurora: Aurora): Connection {
  const region = 'us-east-1';
  const endpoints: Readonly<Record<string, string>> = { DYNAMODB: dynamo.endpoint, RDS_DATA: aurora.endpoint };
  const outputs: Readonly<Record<string, string>> = {
    ClusterArn: aurora.clusterArn,
    ReconcilerSecretArn: aurora.secretArn,
    PaymentSecretArn: aurora.secretArn,
  };
  return {
    system: {
      target: 'local',
      stage: 'test',
      region,
      prefix: PREFIX,
      apiUrl: 'http://127.0.0.1:1',
      outputs: { ...outputs },
      apiKeys: {},
      environment: {},
    },
    client(service) {
      const endpoint = endpoints[service];
      return { region, credentials: localCredentials, ...(endpoint !== undefined && { endpoint }) };
    },
    output: (name) => outputs[name] ?? name,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}

const OLD = '2026-03-01T06:00:00.000Z';

/** Three products with copies, one customer, two completed orders and one rolled back, all level. */
export async function fillLevel(stage: CommerceStage): Promise<void> {
  for (const sku of ['bolt', 'nut', 'saw']) {
    await stage.sql('catalog', `INSERT INTO products VALUES ('${sku}', 'A ${sku}', 250, 90, true, 4, '${OLD}')`);
    const copy = { sku, name: `A ${sku}`, active: true, version: 4, updatedAt: OLD };
    await stage.put('checkout-prices', { ...copy, unitPriceCents: 250 });
    await stage.put('warehouse-products', { ...copy, weightGrams: 90 });
    const shipped = sku === 'bolt' ? 6 : sku === 'nut' ? 1 : 0;
    await stage.put('warehouse-stock', {
      sku,
      received: 10,
      onHand: 10 - shipped,
      reserved: 0,
      shipped,
      version: 3,
      updatedAt: OLD,
    });
  }
  await stage.sql(
    'account',
    `INSERT INTO customers VALUES ('ann', 'Ann', 'Mill Lane 1', 'ann@example.com', 2, '${OLD}')`,
  );
  await stage.put('shipping-customers', {
    customerId: 'ann',
    name: 'Ann',
    address: 'Mill Lane 1',
    version: 2,
    updatedAt: OLD,
  });
  const lines = [
    { sku: 'nut', quantity: 1 },
    { sku: 'bolt', quantity: 2 },
  ];
  await saga(stage, 'paid-1', ['COMPLETED', 'CAPTURED', 'COMMITTED', 'DISPATCHED'], lines);
  await saga(stage, 'paid-2', ['COMPLETED', 'REFUNDED', 'COMMITTED', 'DISPATCHED'], [{ sku: 'bolt', quantity: 4 }]);
  await saga(stage, 'undone', ['ROLLED_BACK', 'DECLINED', 'RELEASED', 'CANCELLED'], lines);
}

export async function saga(
  stage: CommerceStage,
  correlationId: string,
  [order, payment, reservation, shipment]: readonly [string, string?, string?, string?],
  lines: readonly { sku: string; quantity: number }[],
  updatedAt = OLD,
): Promise<void> {
  const at = { version: 2, createdAt: updatedAt, updatedAt };
  const totalCents = lines.reduce((sum, { quantity }) => sum + quantity * 250, 0);
  const priced = lines.map((line) => ({ ...line, unitPriceCents: 250 }));
  await stage.put('checkout-orders', {
    correlationId,
    customerId: 'ann',
    lines: priced,
    totalCents,
    state: order,
    ...at,
  });
  if (reservation !== undefined)
    await stage.put('warehouse-reservations', { correlationId, state: reservation, lines, ...at });
  if (shipment !== undefined)
    await stage.put('shipping-shipments', { correlationId, state: shipment, customerId: 'ann', ...at });
  if (payment === undefined) return;
  await stage.sql(
    'payment',
    `INSERT INTO payments VALUES ('${correlationId}', '${payment}', ${totalCents}, 'card', NULL, 2, '${updatedAt}', '${updatedAt}')`,
  );
}
