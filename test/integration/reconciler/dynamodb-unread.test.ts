import { DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDbView, type Reading, type View } from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';
import { type Item, twoTables } from './two-tables.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

describe('a table of DynamoDB that cannot be read is never taken for an empty one', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
    await dynamo.createTable('things', 'id');
  }, 60_000);
  afterAll(async () => dynamo.close());

  const drained = async (rows: AsyncIterable<unknown>): Promise<void> => {
    for await (const row of rows) expect(row).toBeDefined();
  };

  it('if another server answers with something else', async () => {
    const client = {
      send: (command: object) =>
        Promise.resolve(command.constructor.name === 'DescribeTableCommand' ? { Table: {} } : { $metadata: {} }),
    } as unknown as DynamoDBClient;
    const view: View = dynamoDbView({
      name: 'things',
      client,
      table: 'things',
      key: 'id',
      fields: { v: 'text' },
      updatedAt: 'at',
      changes: { index: 'changes', partition: 'all', values: ['1'] },
    });
    await expect(drained(view.scan(reading))).rejects.toThrow(/things could not be read: .*no list of items/);
    await expect(view.read(['1'], reading)).rejects.toThrow(/no list of items/);
    const changes = view.changedSince?.(new Date(0), reading);
    await expect(changes && drained(changes)).rejects.toThrow(/no list of items/);
  });

  it('if it is deleted and created again in the settle window', async () => {
    const item = (id: string, v: string): Item => ({ id: { S: id }, v: { S: v } });
    const shop = await twoTables(dynamo, {
      left: [item('1', 'old'), item('2', 'x')],
      right: [item('1', 'new'), item('2', 'x')],
      fields: { v: 'text' },
    });
    // The left side, which is the master, loses all of its items after it was scanned.
    const recreate = async (): Promise<void> => {
      await dynamo.client.send(new DeleteTableCommand({ TableName: shop.from }));
      await dynamo.createTable(shop.from, 'id');
    };
    const [left] = shop.rule.views;
    const { sides } = shop.rule.engine;
    const scanned = sides.scanLeft.bind(sides);
    Object.assign(sides, {
      async *scanLeft(inner: Reading) {
        yield* scanned(inner);
        await recreate();
      },
    });
    const { outcome, rules } = await shop.repair('run');
    expect([outcome, rules[0]?.reason]).toEqual([
      'inconclusive',
      expect.stringMatching(/was deleted and created again during the run/),
    ]);
    expect(await shop.item('1')).toEqual(item('1', 'new'));
    // The next run knows only the table of that time.
    await left?.inspect?.(reading);
    expect((await left?.read(['1'], reading))?.size).toBe(0);
  }, 60_000);
});
