/** A large copy: items in DynamoDB that should equal rows in Aurora PostgreSQL, with differences spread over them. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import {
  type ControlTables,
  dataApiView,
  defineReconciliation,
  defineRule,
  dynamoDbView,
  minutes,
  type Reconciliation,
} from '../../../../reconciler/index.ts';
import { type Aurora, type Dynamo, openAurora, openDynamo } from '../engines.ts';

export interface Items {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  /** The same, through another client of DynamoDB. */
  readonly reached: (client: DynamoDBClient) => Items;
  /** Differences that were planted. */
  readonly planted: number;
}

export interface Engines {
  open(options: { readonly name: string; readonly rows: number; readonly differences: number }): Promise<Items>;
  readonly aurora: Aurora;
  readonly dynamo: Dynamo;
  close(): Promise<void>;
}

const DATABASE = 'shop';
const sku = (at: number): string => `sku-${String(at).padStart(9, '0')}`;

/** What is different about every n-th row: its value, or that one of the sides lacks it. */
const KINDS = ['value', 'missing in DynamoDB', 'missing in Aurora'] as const;

/** Engines for all tests of a file, as they are once the tests run. */
export function enginesOfFile(): () => Engines {
  let engines: Engines;
  beforeAll(async () => {
    engines = await openEngines();
  }, 120_000);
  afterAll(() => engines.close());
  return () => engines;
}

async function openEngines(): Promise<Engines> {
  const [aurora, dynamo] = await Promise.all([openAurora(), openDynamo()]);
  return {
    aurora,
    dynamo,
    async open({ name, rows, differences }) {
      const table = `${name}_items`;
      const every = Math.floor(rows / differences);
      const kindAt = (at: number): (typeof KINDS)[number] | undefined =>
        at % every === every - 1 && at < every * differences ? KINDS[Math.floor(at / every) % KINDS.length] : undefined;
      await dynamo.createTable(table, 'sku');
      await dynamo.createTable(`${name}-ledger`, 'runId', 'operationId');
      await dynamo.createTable(`${name}-control`, 'name');
      await aurora.sql(
        DATABASE,
        `CREATE TABLE ${table} (sku text PRIMARY KEY, title text, price numeric(20,2), version bigint, updated_at timestamptz)`,
      );
      const missing = Array.from({ length: differences }, (_difference, at) => every * (at + 1) - 1).filter(
        (at) => kindAt(at) === 'missing in Aurora',
      );
      await aurora.sql(
        DATABASE,
        `INSERT INTO ${table} SELECT 'sku-' || lpad(i::text, 9, '0'), 'Title ' || i, i * 0.01, 1, '2026-01-01T00:00:00Z'
         FROM generate_series(0, ${rows - 1}) AS i WHERE NOT i = ANY ('{${missing.join(',')}}'::int[])`,
      );
      await aurora.sql(DATABASE, `ANALYZE ${table}`);
      await fill(dynamo.client, table, rows, (at) => {
        const kind = kindAt(at);
        if (kind === 'missing in DynamoDB') return undefined;
        return { title: `Title ${at}${kind === 'value' ? ' (old)' : ''}`, price: (at / 100).toFixed(2) };
      });
      const reached = (client: DynamoDBClient): Items => ({
        reconciliation: reconciliationOf(client, aurora, table, differences),
        tables: { client, ledgerTable: `${name}-ledger`, controlTable: `${name}-control` },
        reached,
        planted: differences,
      });
      return reached(dynamo.client);
    },
    close: async () => {
      await Promise.all([aurora.close(), dynamo.close()]);
    },
  };
}

function reconciliationOf(client: DynamoDBClient, aurora: Aurora, table: string, differences: number): Reconciliation {
  const limits = { count: differences + 100, share: 1, always: differences + 100 };
  const fields = { title: 'text', price: 'decimal' } as const;
  const common = { version: 'version', writable: true } as const;
  return defineReconciliation({
    limits,
    rules: [
      defineRule({
        name: 'item-copies',
        left: dataApiView({
          ...common,
          name: 'aurora.items',
          client: aurora.client,
          database: aurora.database(DATABASE),
          table,
          key: 'sku',
          fields,
          updatedAt: 'updated_at',
        }),
        right: dynamoDbView({
          ...common,
          name: 'dynamodb.items',
          client,
          table,
          key: 'sku',
          fields,
          updatedAt: 'updatedAt',
          // DynamoDB Local fails to go on with an undivided scan of millions of items.
          segments: 8,
          readCapacity: 10_000_000,
        }),
        relation: 'equal',
        mastership: { default: 'left' },
        settleWindow: minutes(2),
        limits,
        repair: { kind: 'copy' },
      }),
    ],
  });
}

type Item = { readonly title: string; readonly price: string };

/** Writes items in batches of 25, a few at a time. */
async function fill(
  client: DynamoDBClient,
  table: string,
  rows: number,
  itemAt: (at: number) => Item | undefined,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < rows) {
      const from = next;
      next += 25;
      const requests = Array.from({ length: Math.min(25, rows - from) }, (_item, index) => from + index).flatMap(
        (at) => {
          const item = itemAt(at);
          if (item === undefined) return [];
          const Item = {
            sku: { S: sku(at) },
            title: { S: item.title },
            price: { N: item.price },
            version: { N: '1' },
            updatedAt: { S: '2026-01-01T00:00:00Z' },
          };
          return [{ PutRequest: { Item } }];
        },
      );
      if (requests.length > 0) await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
