import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoDbView, type Reading, ReconciliationError, type Row, type View } from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00Z') };

describe('a DynamoDB table of several kinds of items', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
    await dynamo.createTable('shop', 'PK', 'SK');
    const put = (Item: Record<string, AttributeValue>) =>
      dynamo.client.send(new PutItemCommand({ TableName: 'shop', Item }));
    for (const id of ['1', '2', '3']) {
      await put({
        PK: { S: `ORDER#${id}` },
        SK: { S: 'META' },
        status: { S: id === '3' ? 'cancelled' : 'open' },
        total: { N: id },
        address: { M: { city: { S: `city ${id}` }, street: { S: 'kept' } } },
      });
      for (const line of ['1', '2']) {
        await put({ PK: { S: `ORDER#${id}` }, SK: { S: `LINE#${line}` }, sku: { S: `sku-${line}` } });
      }
    }
    await put({ PK: { S: 'CONFIG' }, SK: { S: 'PRICE#bolt' }, cents: { N: '5' } });
    await put({ PK: { S: 'CONFIG' }, SK: { S: 'PRICE#nut' }, cents: { N: '7' } });
    await put({ PK: { S: 'CONFIG' }, SK: { S: 'NOTE' }, text: { S: 'x' } });
  }, 60_000);
  afterAll(async () => dynamo.close());

  const orders = (more: Partial<Parameters<typeof dynamoDbView>[0]> = {}): View =>
    dynamoDbView({
      name: 'shop.orders',
      client: dynamo.client,
      table: 'shop',
      key: [
        { attribute: 'PK', type: 'S', prefix: 'ORDER#' },
        { attribute: 'SK', type: 'S', value: 'META' },
      ],
      fields: { total: 'integer', city: { type: 'text', from: 'address.city' } },
      writable: true,
      ...more,
    });

  it('has keys without the prefix, and without the part that all items share', async () => {
    expect((await rowsOf(orders())).map(({ key, fields }) => [key, fields['city']])).toEqual([
      ['1', 'city 1'],
      ['2', 'city 2'],
      ['3', 'city 3'],
    ]);
    const lines = dynamoDbView({
      name: 'shop.lines',
      client: dynamo.client,
      table: 'shop',
      key: [
        { attribute: 'PK', type: 'S', prefix: 'ORDER#' },
        { attribute: 'SK', type: 'S', prefix: 'LINE#' },
      ],
      fields: { sku: 'text' },
    });
    expect((await rowsOf(lines)).map(({ key }) => key)).toContain('["1","2"]');
    expect(await lines.inspect?.(reading)).toEqual([]);
    expect([...(await lines.read(['["3","1"]', '["4","1"]'], reading)).keys()]).toEqual(['["3","1"]']);
  });

  it('shows only items that meet its conditions', async () => {
    const open = orders({ where: { status: 'open', 'address.city': { not: 'city 2' } } });
    expect((await rowsOf(open)).map(({ key }) => key)).toEqual(['1']);
    expect([...(await open.read(['1', '2', '3'], reading)).keys()]).toEqual(['1']);
    expect((await rowsOf(orders({ where: { status: ['open', 'held'] } }))).length).toBe(2);
    expect((await rowsOf(orders({ where: { deletedAt: null, total: [2, 3] } }))).length).toBe(2);
  });

  it('queries one partition instead of scanning the table', async () => {
    const sent: string[] = [];
    const client = {
      send: (command: object, options?: object) => {
        if (command instanceof ScanCommand || command instanceof QueryCommand) sent.push(command.constructor.name);
        return dynamo.client.send(command as QueryCommand, options);
      },
    } as unknown as Dynamo['client'];
    const prices = dynamoDbView({
      name: 'shop.prices',
      client,
      table: 'shop',
      key: [
        { attribute: 'PK', type: 'S', value: 'CONFIG' },
        { attribute: 'SK', type: 'S', prefix: 'PRICE#' },
      ],
      fields: { cents: 'integer' },
      where: { cents: { not: 7 } },
      segments: 4,
    });
    expect((await rowsOf(prices)).map(({ key }) => key)).toEqual(['bolt']);
    expect(sent).toEqual(['QueryCommand']);
  });

  it('creates an item with its prefix, its fixed part and the values of its conditions', async () => {
    const view = orders({ where: { status: 'open', 'address.country': 'CH' } });
    const created = await view.write?.({ kind: 'create', key: '9', fields: { total: 9n, city: 'Bern' } }, stamp);
    expect(created).toMatchObject({ written: true });
    const { Item } = await dynamo.client.send(
      new GetItemCommand({ TableName: 'shop', Key: { PK: { S: 'ORDER#9' }, SK: { S: 'META' } } }),
    );
    expect(Item).toEqual({
      PK: { S: 'ORDER#9' },
      SK: { S: 'META' },
      status: { S: 'open' },
      total: { N: '9' },
      address: { M: { city: { S: 'Bern' }, country: { S: 'CH' } } },
      _repair: { S: 'run#operation' },
    });
    const image = created?.written === true ? created.image : null;
    const undone = await view.write?.({ kind: 'restore', key: '9', image: null, expected: image }, stamp);
    expect(undone).toMatchObject({ written: true });
  });

  it('shows in an export only the members that it declares', async () => {
    const view = orders();
    const image = (await view.read(['1'], reading)).get('1')?.image ?? '';
    const shown = JSON.parse(view.images?.redacted(image) ?? '') as Record<string, unknown>;
    expect(shown).toMatchObject({ address: { city: { S: 'city 1' } }, status: '[not declared]' });
    expect(JSON.stringify(shown)).not.toContain('kept');
  });

  it('reports a path that no item holds once, and one that leads through a text as unreadable', async () => {
    const absent: unknown[] = [];
    const view = orders({ fields: { total: 'integer', zip: { type: 'text', from: 'address.zip' } } });
    for await (const row of view.scan({ ...reading, absent: (field) => absent.push(field) }))
      expect(row.key).toBeTruthy();
    expect(absent).toEqual([{ view: 'shop.orders', field: 'zip', attribute: 'address.zip' }]);
    const wrong = orders({ fields: { zip: { type: 'text', from: 'status.zip' } } });
    const [row] = await rowsOf(wrong);
    expect(row?.unreadable?.['zip']).toMatch(/is not of type text/);
  });

  it.each([
    [[{ attribute: 'PK', type: 'S', value: 'CONFIG' }]],
    [[{ attribute: 'PK', type: 'N', prefix: '1' }]],
    [
      [
        { attribute: 'PK', type: 'S' },
        { attribute: 'SK', type: 'N', value: 'x' },
      ],
    ],
  ] as const)('refuses the key %j', (key) => {
    expect(() => orders({ key })).toThrow(ReconciliationError);
  });
});

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}
