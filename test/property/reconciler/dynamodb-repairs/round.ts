/** One round: two tables of random items, a dry run, a repair and an undo, with concurrent writers. */
import assert from 'node:assert/strict';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import {
  defineReconciliation,
  defineRule,
  dynamoDbView,
  type ReconcileResult,
  type Reconciliation,
  runReconcile,
  systemClock,
  undo,
} from '../../../../reconciler/index.ts';
import { isEqual, itemText, undeclaredText } from './compare.ts';
import { type Field, FIELDS, isReadable, type Item, type PairOfItems } from './items.ts';
import { type Race, RACED, racedClient } from './raced.ts';

export interface RoundOptions {
  readonly client: DynamoDBClient;
  readonly pairs: readonly PairOfItems[];
  /** By the number of the pair. */
  readonly races: ReadonlyMap<number, Race>;
  /** Whether the items have a version, a time and a key of two parts. */
  readonly isVersioned: boolean;
}

export interface RoundCounts {
  readonly repaired: number;
  readonly restored: number;
  readonly raced: number;
}

const fields = Object.keys(FIELDS) as Field[];
const clock = systemClock;
const TABLES = { left: 'left', right: 'right', ledger: 'ledger', control: 'control' } as const;

type Items = ReadonlyMap<string, Item>;

export async function runRound({ client, pairs, races, isVersioned }: RoundOptions): Promise<RoundCounts> {
  const keyOf = ({ id, number }: Item): string =>
    isVersioned ? JSON.stringify([id?.S ?? '', number?.N ?? '']) : (id?.S ?? '');
  const keyed = (at: number): Item => ({
    id: { S: `item ${at}` },
    ...(isVersioned && {
      number: { N: `${at - 5}.5` },
      version: { N: '3' },
      updatedAt: { S: '2026-01-01T00:00:00.000Z' },
    }),
  });
  await createTables(client, isVersioned);
  const nameOf = (at: number): string => keyOf(keyed(at));
  for (const side of ['left', 'right'] as const) {
    await fill(
      client,
      side,
      pairs.flatMap((pair, at) => (pair[side] ? [{ ...pair[side], ...keyed(at) }] : [])),
    );
  }
  const state = async (side: 'left' | 'right'): Promise<Items> =>
    new Map((await scan(client, side)).map((item) => [keyOf(item), item]));
  const before = { left: await state('left'), right: await state('right') };
  const racesByKey = new Map([...races].map(([at, race]) => [nameOf(at), race]));
  const drifted = new Set([...pairs.keys()].map(nameOf).filter((key) => isDrift(before, key)));

  const quiet = racedClient(client, 'right', keyOf, new Map());
  const dry = await reconcile(quiet.client, isVersioned, 'dry', false);
  assert.deepEqual(new Set(dry.differences.map(({ key }) => key)), drifted, 'the dry run names what differs');
  assertSame(await state('right'), before.right, 'a dry run');

  const racing = racedClient(client, 'right', keyOf, racesByKey);
  const repair = await reconcile(racing.client, isVersioned, 'repair', true);
  const repaired = { left: await state('left'), right: await state('right') };
  assertSame(repaired.left, before.left, 'the repair of the other side');
  const found = new Map(repair.differences.map((difference) => [difference.key, difference]));
  assert.deepEqual(new Set(found.keys()), drifted, 'the repair names what differs');
  for (const key of [...pairs.keys()].map(nameOf)) {
    const race = racing.raced.has(key) ? racesByKey.get(key) : undefined;
    const own = { left: before.left.get(key), right: before.right.get(key) };
    const now = repaired.right.get(key);
    const difference = found.get(key);
    const isDone = difference?.repaired === true;
    const what = `${key} (${difference?.reason ?? 'no reason'})`;
    assert.equal(isDone, race === undefined && drifted.has(key) && isRepairable(own), `repaired ${what}`);
    if (race !== undefined)
      assert.equal(itemText(now), itemText(withRace(own.right, race, keyOf, key)), `raced ${what}`);
    else assertRepaired(own, now, isDone, what);
  }

  const undoRaces = new Map([...racesByKey].filter(([key]) => !racing.raced.has(key)));
  const undoing = racedClient(client, 'right', keyOf, undoRaces);
  const { reconciliation, tables } = configured(undoing.client, isVersioned);
  const operations = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'undo' });
  const after = await state('right');
  assertSame(await state('left'), before.left, 'the undo of the other side');
  for (const key of [...pairs.keys()].map(nameOf)) {
    const race = undoRaces.get(key);
    const isRaced = race !== undefined && undoing.raced.has(key);
    const expected = isRaced
      ? withRace(repaired.right.get(key), race, keyOf, key)
      : racing.raced.has(key)
        ? repaired.right.get(key)
        : before.right.get(key);
    assert.equal(itemText(after.get(key)), itemText(expected), `${key} after the undo`);
    const operation = operations.find((one) => one.key === key && one.restored);
    if (isRaced) assert.equal(operation, undefined, `the undo reports that it restored ${key}`);
    else if (found.get(key)?.repaired === true) assert.ok(operation, `the undo reports that it did not restore ${key}`);
  }
  return {
    repaired: repair.differences.filter((difference) => difference.repaired).length,
    restored: operations.filter(({ restored }) => restored).length,
    raced: racing.raced.size + undoing.raced.size,
  };
}

/** The item after another writer's write: a changed item, or a new item that a repair was about to create. */
function withRace(item: Item | undefined, { attribute }: Race, keyOf: (item: Item) => string, key: string): Item {
  if (item !== undefined) return { ...item, [attribute]: RACED };
  const [id = '', number] = key.startsWith('[') ? (JSON.parse(key) as string[]) : [key];
  const made: Item = { id: { S: id }, ...(number !== undefined && { number: { N: number } }), race: RACED };
  assert.equal(keyOf(made), key);
  return made;
}

interface Pair {
  readonly left: Item | undefined;
  readonly right: Item | undefined;
}

const differing = (left: Item, right: Item): Field[] =>
  fields.filter((field) => !isReadable(field, left) || !isReadable(field, right) || !isEqual(field, left, right));

function isDrift(before: Readonly<Record<'left' | 'right', Items>>, key: string): boolean {
  const [left, right] = [before.left.get(key), before.right.get(key)];
  return left === undefined || right === undefined || differing(left, right).length > 0;
}

/** The left side is the master. It must have the copied values, in a form that the view can represent. */
function isRepairable({ left, right }: Pair): boolean {
  if (left === undefined) return true;
  if (right === undefined) return fields.every((field) => isReadable(field, left));
  return differing(left, right).every((field) => left[field] !== undefined && isReadable(field, left));
}

function assertRepaired({ left, right }: Pair, now: Item | undefined, isDone: boolean, what: string): void {
  if (isDone && left === undefined) {
    assert.equal(now, undefined, what);
    return;
  }
  assert.equal(
    undeclaredText(now),
    right === undefined && isDone ? undeclaredText(keyOnly(left)) : undeclaredText(right),
    what,
  );
  for (const field of fields) {
    const [master, was, is] = [left, right, now].map((item) => itemText(item && { [field]: item[field] ?? { S: '' } }));
    const isLeft = left !== undefined && now !== undefined && isEqual(field, left, now);
    const isCopied = left !== undefined && right !== undefined && !isEqual(field, left, right);
    if (isDone && isCopied) assert.equal(is, master, `${what}: ${field} is the master's own value`);
    else if (isDone) assert.ok(isLeft, `${what}: ${field} is ${is}; its master is ${master}`);
    else assert.ok(is === was || isLeft, `${what}: ${field} is ${is}; it was ${was}, and its master is ${master}`);
  }
}

const keyOnly = (item: Item | undefined): Item =>
  Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => name === 'id' || name === 'number'));

function assertSame(now: Items, before: Items, what: string): void {
  assert.deepEqual([...now.keys()].sort(), [...before.keys()].sort(), what);
  for (const [key, item] of before)
    assert.equal(itemText(now.get(key), []), itemText(item, []), `${key} after ${what}`);
}

function configured(client: DynamoDBClient, isVersioned: boolean) {
  const view = (table: 'left' | 'right') =>
    dynamoDbView({
      name: `${table}.items`,
      client,
      table,
      key: isVersioned
        ? [
            { attribute: 'id', type: 'S' },
            { attribute: 'number', type: 'N' },
          ]
        : 'id',
      fields: FIELDS,
      ...(isVersioned && { version: 'version', updatedAt: 'updatedAt' }),
      writable: true,
    });
  const limits = { count: 1_000_000, share: 1 };
  const reconciliation: Reconciliation = defineReconciliation({
    limits,
    rules: [
      defineRule({
        name: 'items',
        left: view('left'),
        right: view('right'),
        relation: 'equal',
        mastership: { default: 'left' },
        settleWindow: 0,
        repair: { kind: 'copy' },
        limits,
      }),
    ],
  });
  return { reconciliation, tables: { client, ledgerTable: TABLES.ledger, controlTable: TABLES.control } };
}

function reconcile(
  client: DynamoDBClient,
  isVersioned: boolean,
  runId: string,
  isRepair: boolean,
): Promise<ReconcileResult> {
  const { reconciliation, tables } = configured(client, isVersioned);
  const signal = new AbortController().signal;
  return runReconcile({ reconciliation, runId, clock, signal, ...(isRepair && { repair: tables }) });
}

async function createTables(client: DynamoDBClient, isVersioned: boolean): Promise<void> {
  const items = isVersioned ? { id: 'S', number: 'N' } : { id: 'S' };
  const keys: Readonly<Record<keyof typeof TABLES, Readonly<Record<string, string>>>> = {
    left: items,
    right: items,
    ledger: { runId: 'S', operationId: 'S' },
    control: { name: 'S' },
  };
  for (const [TableName, key] of Object.entries(keys)) {
    await client.send(new DeleteTableCommand({ TableName })).catch(() => undefined);
    const attributes = Object.entries(key);
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map(([AttributeName, type]) => ({
          AttributeName,
          AttributeType: type as 'S' | 'N',
        })),
        KeySchema: attributes.map(([AttributeName], at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
  }
}

async function fill(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

/** The table's items, read without the reconciler's code. */
async function scan(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const command = new ScanCommand({ TableName, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) });
    const answer: ScanCommandOutput = await client.send(command);
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
