import { CreateTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDbView, type Reading } from '../../../reconciler/index.ts';
import { notedPace } from './pace.ts';
import { type Dynamo, openDynamo } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

const createOrders = (client: DynamoDBClient) =>
  client.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['shop', 'number', 'state', 'updatedAt'].map((AttributeName) => ({
        AttributeName,
        AttributeType: AttributeName === 'number' ? 'N' : 'S',
      })),
      KeySchema: [
        { AttributeName: 'shop', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-state',
          KeySchema: [
            { AttributeName: 'state', KeyType: 'HASH' },
            { AttributeName: 'updatedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );

describe('a view of a DynamoDB table with a sort key and an index', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
    await createOrders(dynamo.client);
    for (let number = 1; number <= 20; number += 1) {
      const updatedAt = new Date(Date.UTC(2026, 2, 1, 0, number)).toISOString();
      const Item = { shop: { S: 'a' }, number: { N: `${number}` }, state: { S: 'OPEN' }, updatedAt: { S: updatedAt } };
      await dynamo.client.send(new PutItemCommand({ TableName: 'orders', Item }));
    }
  }, 60_000);
  afterAll(async () => dynamo.close());

  const orders = (more: object = {}) =>
    dynamoDbView({
      name: 'orders',
      client: dynamo.client,
      table: 'orders',
      key: [
        { attribute: 'shop', type: 'S' },
        { attribute: 'number', type: 'N' },
      ],
      fields: { state: 'text' },
      updatedAt: 'updatedAt',
      changes: { index: 'by-state', partition: 'state', values: ['OPEN', 'CLOSED'] },
      ...more,
    });

  it('is accepted with the whole key', async () => {
    expect(await orders().inspect?.(reading)).toEqual([]);
  });

  it.each([
    [
      'a part of the key',
      { key: 'shop' },
      /orders\.key: .*write \[\{ attribute: 'shop', type: 'S' \}, \{ attribute: 'number', type: 'N' \}\]/,
    ],
    [
      'a key of another type',
      {
        key: [
          { attribute: 'shop', type: 'S' },
          { attribute: 'number', type: 'S' },
        ],
      },
      /orders\.key: /,
    ],
    [
      'a field whose type is not the type of the key',
      { fields: { number: 'text' } },
      /orders\.fields\.number: .*declare integer or decimal/,
    ],
    [
      'an index that does not project a field',
      { index: 'by-state', fields: { total: 'integer' } },
      /orders\.index: .*total/,
    ],
    [
      'changes by an index with another sort key',
      { updatedAt: 'touchedAt' },
      /orders\.changes: by-state is keyed by state and updatedAt/,
    ],
  ])('is refused with %s', async (_what, mistake, message) => {
    const problems = (await orders(mistake).inspect?.(reading)) ?? [];
    expect(problems.map(({ path, message: what }) => `${path}: ${what}`).join('\n')).toMatch(message);
  });

  it('lists the keys that were written since a given time', async () => {
    const keys: string[] = [];
    for await (const key of orders().changedSince?.(new Date(Date.UTC(2026, 2, 1, 0, 18)), reading) ?? [])
      keys.push(key);
    expect(keys).toEqual(['["a","18"]', '["a","19"]', '["a","20"]']);
  });

  it('returns every item once from several segments, within its read capacity', async () => {
    const { waits, pace } = notedPace();
    const view = orders({ segments: 4, readCapacity: 1, pace });
    const keys = new Set<string>();
    for await (const { key } of view.scan(reading)) keys.add(key);
    await view.read([...keys], reading);
    expect(keys.size).toBe(20);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('requests unprocessed keys again, and gives up if none is processed', async () => {
    let left = 3;
    const lazy = Object.assign(Object.create(dynamo.client) as DynamoDBClient, {
      async send(command: { readonly input: { readonly RequestItems?: unknown } }, options: object) {
        if (left > 0) {
          left -= 1;
          return { Responses: {}, UnprocessedKeys: command.input.RequestItems };
        }
        return dynamo.client.send(command as never, options as never);
      },
    });
    const pace = { elapsed: () => 0, sleep: () => Promise.resolve(), random: () => 1 };
    expect((await orders({ client: lazy, pace }).read(['["a","1"]'], reading)).size).toBe(1);
    left = Infinity;
    await expect(orders({ client: lazy, pace }).read(['["a","1"]'], reading)).rejects.toThrow(
      'throttled in 8 attempts',
    );
  });
});
