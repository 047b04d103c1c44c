/**
 * A small shop on DynamoDB and PostgreSQL, with copies in both and notices that an owner sends. It needs only endpoints,
 * so that another process can work on it and be killed.
 */
import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import {
  type Clock,
  type ControlTables,
  dataApiView,
  defineReconciliation,
  defineRule,
  dynamoDbView,
  minutes,
  type Reconciliation,
} from '../../../reconciler/index.ts';
import { localCredentials } from '../../local-credentials.ts';

/** The endpoints of the engines, and the name of this shop. */
export interface ShopAddress {
  readonly dynamodb: string;
  readonly rdsData: string;
  readonly clusterArn: string;
  readonly secretArn: string;
  readonly database: string;
  /** Lower-case letters and digits, unique among the shops on the same engines. */
  readonly prefix: string;
}

export interface Shop {
  readonly dynamodb: DynamoDBClient;
  readonly rdsData: RDSDataClient;
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
}

/** Names and key attributes of the shop's tables in DynamoDB. */
export const dynamoTables = {
  prices: 'sku',
  titles: 'sku',
  orders: 'orderId',
  notices: 'orderId',
} as const;

/** Definitions of the shop's tables in PostgreSQL. */
export const sqlTables = {
  products: 'sku text PRIMARY KEY, name text, price numeric(20,2), secret text, version bigint, updated_at timestamptz',
  labels: 'sku text PRIMARY KEY, title text, note text, version bigint, updated_at timestamptz',
} as const;

export function clientsOf(address: Pick<ShopAddress, 'dynamodb' | 'rdsData'>) {
  const common = { region: 'us-east-1', credentials: localCredentials };
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: address.dynamodb }),
    rdsData: new RDSDataClient({ ...common, endpoint: address.rdsData }),
  };
}

export function openShop(address: ShopAddress, { dynamodb, rdsData } = clientsOf(address)): Shop {
  const { clusterArn, secretArn, database, prefix } = address;
  const item = (table: keyof typeof dynamoTables) =>
    ({
      name: `shop.${table}`,
      client: dynamodb,
      table: `${prefix}-${table}`,
      key: dynamoTables[table],
      version: 'version',
      updatedAt: 'updatedAt',
      writable: true,
    }) as const;
  const row = (table: keyof typeof sqlTables) =>
    ({
      name: `shop.${table}`,
      client: rdsData,
      database: { clusterArn, secretArn, database },
      table: `${prefix}_${table}`,
      key: 'sku',
      version: 'version',
      updatedAt: 'updated_at',
      writable: true,
    }) as const;
  const common = { relation: 'equal', mastership: { default: 'left' }, settleWindow: minutes(2) } as const;
  const orders = dynamoDbView({ ...item('orders'), fields: { total: 'integer' } });
  const reconciliation = defineReconciliation({
    limits: { always: 1000 },
    rules: [
      defineRule({
        ...common,
        name: 'price-copies',
        left: dataApiView({
          ...row('products'),
          fields: { name: { type: 'text', sensitive: true }, price: 'decimal' },
        }),
        right: dynamoDbView({
          ...item('prices'),
          fields: { name: { type: 'text', sensitive: true }, price: 'decimal' },
        }),
        repair: { kind: 'copy' },
      }),
      defineRule({
        ...common,
        name: 'label-copies',
        left: dynamoDbView({ ...item('titles'), fields: { title: 'text' } }),
        right: dataApiView({ ...row('labels'), fields: { title: 'text' } }),
        repair: { kind: 'copy' },
      }),
      defineRule({
        ...common,
        name: 'order-notices',
        left: orders,
        right: dynamoDbView({ ...item('notices'), fields: { total: 'integer' } }),
        repair: {
          kind: 'callOwner',
          owner: 'notices send',
          compensation: 'a notice that the first one was wrong',
          call: (orderId) => sendNotice(dynamodb, prefix, orderId),
        },
      }),
    ],
  });
  const tables = { client: dynamodb, ledgerTable: `${prefix}-ledger`, controlTable: `${prefix}-control` };
  return { dynamodb, rdsData, reconciliation, tables };
}

/** The owner: sends each notice once, however often it is called. */
async function sendNotice(client: DynamoDBClient, prefix: string, orderId: string): Promise<void> {
  const Key = { orderId: { S: orderId } };
  const { Item } = await client.send(new GetItemCommand({ TableName: `${prefix}-orders`, Key, ConsistentRead: true }));
  const notice: Record<string, AttributeValue> = { ...Key, total: Item?.['total'] ?? { N: '0' }, version: { N: '1' } };
  await client.send(new PutItemCommand({ TableName: `${prefix}-notices`, Item: notice }));
}

/** Advances only during sleeps, which return at once, so that a run of hours takes no time. */
export function steppedClock(start: number): Clock {
  let now = start;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
    elapsed: () => performance.now(),
  };
}
