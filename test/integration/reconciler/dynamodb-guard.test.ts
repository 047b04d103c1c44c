import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  defineReconciliation,
  defineRule,
  dynamoDbView,
  type GuardedWrite,
  type Reading,
  type Row,
  runReconcile,
  systemClock,
  undo,
  type View,
} from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';
import { type Item, twoTables } from './two-tables.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };

/** More attributes than one expression can compare or assign. */
const WIDE = 400;
const names = Array.from({ length: WIDE }, (_, at) => `attribute_${at}`);
const wideFields = Object.fromEntries(names.map((name) => [name, 'text'] as const));
const wideItem = (id: string, text: string): Record<string, AttributeValue> => ({
  id: { S: id },
  v: { S: text },
  ...Object.fromEntries(names.map((name) => [name, { S: `${text} ${name}` }])),
});

describe('a guarded write to DynamoDB', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
    await dynamo.createTable('guarded', 'id');
  }, 60_000);
  afterAll(async () => dynamo.close());

  const view = (fields: Readonly<Record<string, 'text'>>, client: DynamoDBClient = dynamo.client): View =>
    dynamoDbView({
      name: 'guarded',
      client,
      table: 'guarded',
      key: 'id',
      fields,
      writable: true,
      pace: { elapsed: () => 0, sleep: () => Promise.resolve(), random: () => 0 },
    });
  const put = (item: Item) => dynamo.client.send(new PutItemCommand({ TableName: 'guarded', Item: item }));
  const get = async (id: string): Promise<Item | undefined> => {
    const { Item: item } = await dynamo.client.send(
      new GetItemCommand({ TableName: 'guarded', Key: { id: { S: id } } }),
    );
    if (item !== undefined) delete item['_repair'];
    return item;
  };
  const rowOf = async (id: string): Promise<Row> => (await view({ v: 'text' }).read([id], reading)).get(id)!;
  const write = async (target: View, guarded: GuardedWrite) => (await target.write?.(guarded, stamp))!;

  /** Another writer sets an attribute before the write with this number. */
  const racing = (attribute: string, before: number): DynamoDBClient => {
    let writes = 0;
    const send = async (
      command: { readonly input: { readonly Key?: Item; readonly Item?: Item } },
      ...rest: unknown[]
    ) => {
      const name = command.constructor.name;
      if (name !== 'BatchGetItemCommand' && ++writes === before) {
        await dynamo.client.send(
          new UpdateItemCommand({
            TableName: 'guarded',
            Key: { id: (command.input.Key ?? command.input.Item)!['id']! },
            UpdateExpression: 'SET #attribute = :theirs',
            ExpressionAttributeNames: { '#attribute': attribute },
            ExpressionAttributeValues: { ':theirs': { S: 'theirs' } },
          }),
        );
      }
      return (dynamo.client.send as (...all: unknown[]) => Promise<unknown>).call(dynamo.client, command, ...rest);
    };
    return { send } as unknown as DynamoDBClient;
  };

  it('changes and restores more attributes than one expression can assign', async () => {
    await put(wideItem('many', 'old'));
    const guard = await rowOf('many');
    const fields = Object.fromEntries(names.map((name) => [name, `new ${name}`]));
    const updated = await write(view(wideFields), { kind: 'update', key: 'many', fields, guard });
    expect(updated.written).toBe(true);
    expect(await get('many')).toEqual({ ...wideItem('many', 'new'), v: { S: 'old' } });
    const { image } = await rowOf('many');
    const restore = { kind: 'restore', key: 'many', image: guard.image!, expected: image! } as const;
    expect((await write(view(wideFields), restore)).written).toBe(true);
    expect(await get('many')).toEqual(wideItem('many', 'old'));
  });

  const writes: readonly (readonly [string, (guard: Row) => [View, GuardedWrite], number])[] = [
    ['an update', (guard) => [view({ v: 'text' }), { kind: 'update', key: 'raced', fields: { v: 'new' }, guard }], 1],
    [
      'an update of the whole item',
      (guard) => [
        view(wideFields),
        { kind: 'update', key: 'raced', fields: Object.fromEntries(names.map((name) => [name, 'new'])), guard },
      ],
      1,
    ],
    ['the mark of a deletion', (guard) => [view({ v: 'text' }), { kind: 'delete', key: 'raced', guard }], 1],
    ['a deletion', (guard) => [view({ v: 'text' }), { kind: 'delete', key: 'raced', guard }], 2],
    [
      'the undo of a creation',
      (guard) => [view({ v: 'text' }), { kind: 'restore', key: 'raced', image: null, expected: guard.image! }],
      1,
    ],
  ];
  const attributes = ['added', 'v', 'attribute_0', 'attribute_399'];

  it.each(
    writes.flatMap(([what, make, before]) => attributes.map((attribute) => [what, attribute, make, before] as const)),
  )('is refused if another writer changes an attribute right before %s: %s', async (_what, attribute, make, before) => {
    await put(wideItem('raced', 'old'));
    const [target, guarded] = make(await rowOf('raced'));
    const raced = view(target.fields as Readonly<Record<string, 'text'>>, racing(attribute, before));
    expect(await write(raced, guarded)).toMatchObject({ written: false });
    expect(await get('raced')).toEqual({ ...wideItem('raced', 'old'), [attribute]: { S: 'theirs' } });
  });

  it('is recorded completely in the ledger, however large the item is', async () => {
    await dynamo.createTable('ledger', 'runId', 'operationId');
    await dynamo.createTable('control', 'name');
    await dynamo.createTable('masters', 'id');
    const tables = { client: dynamo.client, ledgerTable: 'ledger', controlTable: 'control' };
    const large = { B: new Uint8Array(300_000).fill(233) };
    const old = { S: 'old'.repeat(20_000) };
    await put({ id: { S: 'large' }, v: old, large });
    const master = { id: { S: 'large' }, v: { S: 'new' } };
    await dynamo.client.send(new PutItemCommand({ TableName: 'masters', Item: master }));
    const { client } = dynamo;
    const rule = defineRule({
      name: 'large',
      left: dynamoDbView({ name: 'masters', client, table: 'masters', key: 'id', fields: { v: 'text' } }),
      right: view({ v: 'text' }),
      relation: 'subset',
      mastership: { default: 'left' },
      settleWindow: 0,
      repair: { kind: 'copy' },
    });
    const run = { reconciliation: defineReconciliation({ rules: [rule] }), clock: systemClock };
    const { signal } = new AbortController();
    const { outcome } = await runReconcile({ ...run, runId: 'repair', repair: tables, signal });
    expect([outcome, await get('large')]).toEqual(['repaired', { ...master, large }]);
    const [operation] = await undo({ ...run, runId: 'repair', undoId: 'undo', tables });
    expect(operation).toMatchObject({ key: 'large', restored: true });
    expect(await get('large')).toEqual({ id: { S: 'large' }, v: old, large });
  });

  describe('as a repair', () => {
    const opened = (left: readonly Item[], right: readonly Item[], fields: Readonly<Record<string, 'text'>>) =>
      twoTables(dynamo, { left, right, fields });
    const [id, old] = [{ S: '1' }, { S: 'old' }];

    it('is undone after a later repair of the item was undone, and not after a write by others', async () => {
      const shop = await opened([{ id, v: { S: 'A' } }], [{ id, v: old }], { v: 'text' });
      await shop.repair('one');
      await shop.setLeft({ id, v: { S: 'B' } });
      await shop.repair('two');
      const early = await shop.undo('one', 'early');
      expect(early).toEqual([expect.objectContaining({ restored: false, reason: expect.stringMatching(/run two/) })]);
      expect(await shop.undo('two', 'undo-two')).toEqual([expect.objectContaining({ restored: true })]);
      expect(await shop.undo('one', 'undo-one')).toEqual([expect.objectContaining({ restored: true })]);
      expect(await shop.item('1')).toEqual({ id, v: old });

      await shop.repair('three');
      await shop.setLeft({ id, v: { S: 'C' } });
      await shop.repair('four');
      await shop.undo('four', 'undo-four');
      await shop.setRight({ id, v: { S: 'B' }, note: { S: 'mine' } });
      expect(await shop.undo('three', 'undo-three')).toEqual([
        expect.objectContaining({ restored: false, reason: 'the row was written since the repair' }),
      ]);
      expect(await shop.item('1')).toEqual({ id, v: { S: 'B' }, note: { S: 'mine' } });
    }, 60_000);

    it('restores the spelling of nested numbers', async () => {
      const doc = { M: { price: { N: '1.50' }, list: { L: [{ N: '1E3' }] } } };
      const shop = await opened([], [{ id, v: old, doc }], { v: 'text' });
      await shop.setLeft({ id: { S: '2' }, v: old });
      expect((await shop.repair('run')).outcome).toBe('repaired');
      expect(await shop.item('1')).toBeUndefined();
      await shop.undo('run', 'back');
      expect(await shop.item('1')).toEqual({ id, v: old, doc });
    }, 60_000);

    it('does not write an item with the attribute __proto__, which the SDK does not read', async () => {
      const item = JSON.parse('{"id":{"S":"1"},"__proto__":{"S":"keep"},"v":{"S":"old"}}') as Item;
      const other = { id: { S: '2' }, v: old };
      const shop = await opened([{ id, v: { S: 'new' } }, other], [item, other], { v: 'text' });
      const { outcome, differences } = await shop.repair('run');
      expect([outcome, differences[0]?.reason]).toEqual(['drift', expect.stringMatching(/attribute __proto__/)]);
      expect(Object.keys((await shop.item('1')) ?? {}).sort()).toEqual(['__proto__', 'id', 'v']);
    }, 60_000);

    it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
      'writes no %s that the master does not have',
      async (name) => {
        const other = { id: { S: '2' }, v: { S: 'new' } };
        const owning = { id: { S: '3' }, v: { S: 'new' }, [name]: old };
        const shop = await opened([{ id, v: { S: 'new' } }, other, owning], [{ id, v: old, [name]: old }, owning], {
          [name]: 'text',
          v: 'text',
        });
        await shop.repair('run');
        expect((await shop.item('1'))?.[name]).toEqual(old);
        expect(await shop.item('2')).toEqual(other);
      },
      60_000,
    );

    it('does not count as its own the deletion of an item that somebody else deleted', async () => {
      const extra = { id, v: old, note: { S: 'n' } };
      const shop = await opened([{ id: { S: '2' }, v: old }], [{ id: { S: '2' }, v: old }, extra], { v: 'text' });
      const writeOf = shop.rule.views[1]?.write;
      Object.assign(shop.rule.views[1] ?? {}, {
        write: async (...args: Parameters<NonNullable<View['write']>>) => {
          await shop.remove('1');
          return writeOf?.(...args);
        },
      });
      const { outcome, differences } = await shop.repair('run');
      expect([outcome, differences[0]?.reason]).toEqual(['repaired', expect.stringMatching(/^nothing was written/)]);
      expect((await shop.ledger('run')).map(({ status }) => status)).toEqual(['refused']);
      expect(await shop.undo('run', 'back')).toEqual([expect.objectContaining({ restored: false })]);
      expect(await shop.item('1')).toBeUndefined();
    }, 60_000);
  });

  it('does not know whether it deleted an item that is gone when the SDK sent the request again', async () => {
    await put({ id: { S: 'twice' }, v: { S: 'old' } });
    const guard = await rowOf('twice');
    const send = async (command: never, ...rest: never[]): Promise<unknown> => {
      const isDelete = (command as object).constructor.name === 'DeleteItemCommand';
      if (!isDelete) return dynamo.client.send(command, ...rest);
      await dynamo.client.send(command, ...rest);
      const refused: unknown = await dynamo.client.send(command, ...rest).catch((error: unknown) => error);
      throw Object.assign(refused as Error, { $metadata: { attempts: 2 } });
    };
    const retrying = view({ v: 'text' }, { send } as unknown as DynamoDBClient);
    expect(await write(retrying, { kind: 'delete', key: 'twice', guard })).toMatchObject({
      written: false,
      isInDoubt: true,
    });
  });

  it('is sent again while a transaction holds the item', async () => {
    await put({ id: { S: 'held' }, v: { S: 'old' } });
    const guard = await rowOf('held');
    let refusals = 3;
    const send = (command: never, ...rest: never[]): Promise<unknown> => {
      if (refusals-- > 0) {
        return Promise.reject(Object.assign(new Error('in use'), { name: 'TransactionConflictException' }));
      }
      return dynamo.client.send(command, ...rest);
    };
    const busy = view({ v: 'text' }, { send } as unknown as DynamoDBClient);
    expect((await write(busy, { kind: 'update', key: 'held', fields: { v: 'new' }, guard })).written).toBe(true);
    expect(await get('held')).toEqual({ id: { S: 'held' }, v: { S: 'new' } });
  });

  it("stores the master's value, and refuses a value that would read back as a different one", async () => {
    await put({ id: { S: 'stored' }, at: { S: '2020-01-01T00:00:00Z' } });
    const times = dynamoDbView({
      name: 'times',
      client: dynamo.client,
      table: 'guarded',
      key: 'id',
      fields: { at: 'timestamp' },
      writable: true,
    });
    const guard = (await times.read(['stored'], reading)).get('stored')!;
    const fields = { at: '2026-03-01T10:00:00.000000Z' };
    const stored = (S: string) => ({ at: { store: 'dynamodb', text: JSON.stringify({ S }) } });
    const update = { kind: 'update', key: 'stored', fields, guard } as const;
    const refused = await write(times, { ...update, stored: stored('2026-03-01T10:00:00Z, or so') });
    expect(refused).toEqual({ written: false, reason: expect.stringMatching(/^at: /) });
    await write(times, { ...update, stored: stored('2026-03-01T12:00:00+02:00') });
    expect(await get('stored')).toEqual({ id: { S: 'stored' }, at: { S: '2026-03-01T12:00:00+02:00' } });
  });
});
