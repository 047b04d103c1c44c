import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportedEntry } from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo } from './engines.ts';
import { type Item, twoTables } from './two-tables.ts';

describe('an odd item of DynamoDB', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await openDynamo();
  }, 60_000);
  afterAll(async () => dynamo.close());

  const [id, old, fresh] = [{ S: '1' }, { S: 'old' }, { S: 'new' }];
  const good: Item = { id: { S: 'good' }, v: fresh };

  const versions: readonly (readonly [string, AttributeValue])[] = [
    ['a fraction', { N: '1.5' }],
    ['a text', { S: '7' }],
    ['null', { NULL: true }],
    ['a list', { L: [{ N: '1' }] }],
  ];

  it.each(versions)(
    'whose version is %s is reported and not written, and all others are repaired',
    async (_what, version) => {
      const shop = await twoTables(dynamo, {
        left: [
          { id, v: fresh },
          { ...good, version: { N: '9' } },
        ],
        right: [
          { id, v: old, version },
          { ...good, v: old, version: { N: '-1' } },
          { id: { S: 'extra' }, v: old, version },
        ],
        fields: { v: 'text' },
        options: { version: 'version' },
      });
      const { outcome, differences } = await shop.repair('run');
      expect(outcome).toBe('drift');
      expect(Object.fromEntries(differences.map(({ key, kind, repaired }) => [key, [kind, repaired]]))).toEqual({
        '1': ['unreadable', false],
        good: ['different', true],
        extra: ['missing-left', false],
      });
      expect(differences.find(({ key }) => key === '1')?.reason).toMatch(/version: a version must be an integer/);
      expect(await shop.item('1')).toEqual({ id, v: old, version });
      expect(await shop.item('extra')).toEqual({ id: { S: 'extra' }, v: old, version });
      expect(await shop.item('good')).toEqual({ ...good, version: { N: '0' } });
    },
    60_000,
  );

  it('whose version cannot be raised twice, for a repair and its undo, is not written', async () => {
    const version = { N: '9'.repeat(38) };
    const shop = await twoTables(dynamo, {
      left: [{ id, v: fresh }],
      right: [{ id, v: old, version }],
      fields: { v: 'text' },
      rightOptions: { version: 'version' },
    });
    const { differences } = await shop.repair('run');
    expect(differences[0]?.reason).toMatch(/version cannot be raised/);
    expect(await shop.item('1')).toEqual({ id, v: old, version });
  }, 60_000);

  it('is not written if two fields are read from one attribute and have different masters', async () => {
    const shop = await twoTables(dynamo, {
      left: [{ id, v: fresh, w: { S: 'other' } }],
      right: [{ id, v: old }],
      fields: { v: 'text', w: 'text' },
      rightOptions: { fields: { v: 'text', w: { type: 'text', from: 'v' } } },
    });
    const { differences } = await shop.repair('run');
    expect(differences[0]?.reason).toMatch(/v: DynamoDB cannot hold two values in one attribute/);
    expect(await shop.item('1')).toEqual({ id, v: old });
  }, 60_000);

  it('with a field that is sensitive in one view only is not shown by the ledger', async () => {
    const shop = await twoTables(dynamo, {
      left: [{ id, v: fresh }],
      right: [{ id, v: old }],
      fields: { v: { type: 'text', sensitive: true } },
      rightOptions: { fields: { v: 'text' } },
    });
    expect((await shop.repair('run')).outcome).toBe('repaired');
    const entries = await shop.ledger('run');
    expect(JSON.stringify(entries)).toMatch(/new.*old|old.*new/);
    const shown = JSON.stringify(entries.map((entry) => exportedEntry(entry, { rules: [shop.rule] })));
    expect(shown).not.toMatch(/new|old/);
    expect(shown).toContain('[sensitive]');
  }, 60_000);

  it('with more declared attributes than one expression can name is compared and repaired', async () => {
    const names = Array.from({ length: 900 }, (_, at) => `attribute_${at}`);
    const item = (text: string): Item => ({ id, ...Object.fromEntries(names.map((name) => [name, { S: text }])) });
    const shop = await twoTables(dynamo, {
      left: [item('new')],
      right: [item('old')],
      fields: Object.fromEntries(names.map((name) => [name, 'text'])),
    });
    expect((await shop.repair('run')).outcome).toBe('repaired');
    expect(await shop.item('1')).toEqual(item('new'));
    await shop.undo('run', 'back');
    expect(await shop.item('1')).toEqual(item('old'));
  }, 60_000);

  it('whose time of the last write is no text keeps it, and is not written', async () => {
    const shop = await twoTables(dynamo, {
      left: [{ id, v: fresh }, good],
      right: [
        { id, v: old, touched: { N: '1700000000' } },
        { ...good, v: old, touched: { S: '2020-01-01T00:00:00Z' } },
      ],
      fields: { v: 'text' },
      rightOptions: { updatedAt: 'touched' },
    });
    const { differences } = await shop.repair('run');
    expect(differences.find(({ key }) => key === '1')?.reason).toMatch(/type N in touched/);
    expect(await shop.item('1')).toEqual({ id, v: old, touched: { N: '1700000000' } });
    expect((await shop.item('good'))?.['v']).toEqual(fresh);
  }, 60_000);
});
