/** Two DynamoDB tables with a rule over them, and tables for its repairs. */
import { randomBytes } from 'node:crypto';
import { type AttributeValue, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  defineReconciliation,
  defineRule,
  dynamoDbView,
  type DynamoDbViewOptions,
  readLedger,
  type ReconcileOptions,
  runReconcile,
  systemClock,
  undo,
} from '../../../reconciler/index.ts';
import type { Dynamo } from './engines.ts';

export type Item = Record<string, AttributeValue>;

type ViewOptions = Partial<DynamoDbViewOptions<string>>;

export interface TwoTables {
  readonly left: readonly Item[];
  readonly right: readonly Item[];
  readonly fields: DynamoDbViewOptions<string>['fields'];
  /** Options of both views. */
  readonly options?: ViewOptions;
  /** Of the whole run. */
  readonly limits?: Parameters<typeof defineReconciliation>[0]['limits'];
  /** Options of the right view only. */
  readonly rightOptions?: ViewOptions;
}

/** The left table is the master of all fields. Its key, like that of the right one, is the text `id`. */
export async function twoTables(dynamo: Dynamo, { left, right, fields, options, rightOptions, limits }: TwoTables) {
  const { client } = dynamo;
  const { signal } = new AbortController();
  const name = randomBytes(4).toString('hex');
  const [from, to] = [`from-${name}`, `to-${name}`];
  await dynamo.createTable(from, 'id');
  await dynamo.createTable(to, 'id');
  await dynamo.createTable(`ledger-${name}`, 'runId', 'operationId');
  await dynamo.createTable(`control-${name}`, 'name');
  const tables = { client, ledgerTable: `ledger-${name}`, controlTable: `control-${name}` };
  const viewOf = (table: string, more: ViewOptions = {}) =>
    dynamoDbView({ name: table, client, table, key: 'id', fields, writable: true, ...options, ...more });
  const rule = defineRule({
    name: 'rule',
    left: viewOf(from),
    right: viewOf(to, rightOptions),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: 0,
    repair: { kind: 'copy' },
  });
  const common = {
    reconciliation: defineReconciliation({ rules: [rule], ...(limits && { limits }) }),
    clock: systemClock,
  };
  const set = (table: string, item: Item) => client.send(new PutItemCommand({ TableName: table, Item: item }));
  for (const item of left) await set(from, item);
  for (const item of right) await set(to, item);
  /** An item of the right table without the mark of a repair. */
  const item = async (id: string): Promise<Item | undefined> => {
    const found = await client.send(new GetItemCommand({ TableName: to, Key: { id: { S: id } } }));
    if (found.Item !== undefined) delete found.Item['_repair'];
    return found.Item;
  };
  return {
    from,
    to,
    tables,
    rule,
    item,
    setLeft: (changed: Item) => set(from, changed),
    setRight: (changed: Item) => set(to, changed),
    remove: (id: string) => client.send(new DeleteItemCommand({ TableName: to, Key: { id: { S: id } } })),
    repair: (runId: string, more: Partial<ReconcileOptions> = {}) =>
      runReconcile({ ...common, runId, repair: tables, signal, ...more }),
    undo: (runId: string, undoId: string) => undo({ ...common, runId, undoId, tables }),
    ledger: (runId: string) => readLedger(client, tables.ledgerTable, runId),
  };
}
