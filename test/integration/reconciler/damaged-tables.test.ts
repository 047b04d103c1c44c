import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEntries, readLedger } from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';
import { type Item, twoTables } from './two-tables.ts';

const item = (id: string, v: string): Item => ({ id: { S: id }, v: { S: v } });
const KEYS = ['1', '2', '3'];

describe('what runs keep in DynamoDB', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
  }, 60_000);
  afterAll(async () => dynamo.close());

  const drifted = (limits?: Parameters<typeof twoTables>[1]['limits']) =>
    twoTables(dynamo, {
      left: KEYS.map((key) => item(key, 'new')),
      right: KEYS.map((key) => item(key, 'old')),
      fields: { v: 'text' },
      ...(limits && { limits }),
    });

  const set = (TableName: string, Key: Item, attribute: string, text: string | undefined) =>
    dynamo.client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: text === undefined ? 'REMOVE #name' : 'SET #name = :text',
        ExpressionAttributeNames: { '#name': attribute },
        ...(text !== undefined && { ExpressionAttributeValues: { ':text': { S: text } } }),
      }),
    );

  it.each([
    ['an operation was changed', (text: string) => text.replace('rule#2', 'rule#9')],
    ['an operation was removed', (text: string) => JSON.stringify((JSON.parse(text) as unknown[]).slice(1))],
    ['its text is cut off', (text: string) => text.slice(0, -3)],
    ['a part is missing', () => undefined],
  ] as const)('is no plan to carry out if %s', async (_what, change) => {
    const shop = await drifted({ count: 1, share: 1, always: 0 });
    const { plan } = await shop.repair('big');
    const part = { name: { S: `plan#${plan?.id ?? ''}#0` } };
    const { Attributes } = await dynamo.client.send(
      new UpdateItemCommand({
        TableName: shop.tables.controlTable,
        Key: part,
        UpdateExpression: 'REMOVE runId',
        ReturnValues: 'ALL_NEW',
      }),
    );
    await set(shop.tables.controlTable, part, 'operations', change(Attributes?.['operations']?.S ?? ''));
    await expect(shop.repair('approved', { approve: plan?.id ?? '' })).rejects.toThrow(/is damaged/);
    expect(await shop.item('1')).toEqual(item('1', 'old'));
  });

  const damages: readonly (readonly [string, string, string | undefined])[] = [
    ['status', 'status', 'perhaps'],
    ['action', 'action', '{"kind":'],
    ['image', 'preImage', undefined],
    ['plan', 'planned', 'null'],
  ];

  it.each(damages)('is undone but for the entry whose %s is damaged', async (_what, attribute, text) => {
    const shop = await drifted();
    expect((await shop.repair('run')).outcome).toBe('repaired');
    const { client, ledgerTable } = shop.tables;
    await set(ledgerTable, { runId: { S: 'run' }, operationId: { S: 'rule#2' } }, attribute, text);
    await expect(readLedger(client, ledgerTable, 'run')).rejects.toThrow(/entry rule#2 of the run run is damaged/);
    expect((await readEntries(client, ledgerTable, 'run')).entries).toHaveLength(2);
    const undone = await shop.undo('run', 'back');
    expect(Object.fromEntries(undone.map(({ key, restored }) => [key, restored]))).toEqual({
      '1': true,
      '2': false,
      '3': true,
    });
    expect(undone.find(({ key }) => key === '2')?.reason).toMatch(/is damaged/);
    expect(await shop.item('2')).toEqual(item('2', 'new'));
  });

  it('does not keep later runs from repairing if a killed run left a damaged entry', async () => {
    const shop = await drifted();
    await shop.repair('killed');
    const { ledgerTable, controlTable } = shop.tables;
    await set(ledgerTable, { runId: { S: 'killed' }, operationId: { S: 'rule#2' } }, 'action', '{');
    await dynamo.client.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: { name: { S: 'lease' } },
        UpdateExpression: 'SET #open = :open',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': { SS: ['killed'] } },
      }),
    );
    await shop.setRight(item('3', 'old'));
    const { outcome, recovered } = await shop.repair('next');
    expect(outcome).toBe('repaired');
    expect(recovered).toEqual([
      {
        runId: 'killed',
        operationId: 'rule#2',
        status: 'intended',
        reason: expect.stringMatching(/is damaged/) as unknown,
      },
    ]);
  });

  it('stops neither the process nor the rules that are finished if it no longer answers', async () => {
    const shop = await drifted();
    const failing = (from: string): DynamoDBClient => {
      let isFailing = false;
      const send = (command: { readonly input: object }, ...rest: never[]): Promise<unknown> => {
        isFailing ||= JSON.stringify(command.input).includes(from);
        if (isFailing) return Promise.reject(Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }));
        return (dynamo.client.send as (...all: unknown[]) => Promise<unknown>).call(dynamo.client, command, ...rest);
      };
      return { send } as unknown as DynamoDBClient;
    };
    const outcomes: Record<string, string> = {};
    for (const from of ['acceptances', '"lease"', 'rule#1', '"document"']) {
      const { outcome, rules } = await shop.repair(`run ${from}`, {
        repair: { ...shop.tables, client: failing(from) },
      });
      outcomes[from] = outcome;
      if (outcome === 'inconclusive') expect(rules[0]?.reason).toMatch(/connection refused/);
    }
    expect(outcomes).toEqual({
      acceptances: 'inconclusive',
      '"lease"': 'inconclusive',
      'rule#1': 'inconclusive',
      '"document"': 'repaired',
    });
  });
});
