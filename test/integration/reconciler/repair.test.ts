import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  accept,
  columnsOf,
  defineRule,
  exportedEntry,
  minutes,
  OutOfTimeError,
  readLedger,
  undo,
  type View,
  withdraw,
} from '../../../reconciler/index.ts';
import { fillLevel, openStage, OLD, SEEDED, seedDrift, type ShopStage, type Stage, START } from './shop-stage.ts';

describe('repairs on real engines', () => {
  let stage: Stage;
  let count = 0;
  beforeAll(async () => {
    stage = await openStage();
  }, 90_000);
  afterAll(async () => stage.close());

  const drifted = async (): Promise<ShopStage> => {
    count += 1;
    const shop = await stage.open(`shop${count}`);
    await fillLevel(shop);
    await seedDrift(shop);
    return shop;
  };
  const ledgerOf = (shop: ShopStage, runId: string) => readLedger(shop.tables.client, shop.tables.ledgerTable, runId);
  const statuses = async (shop: ShopStage, runId: string) =>
    (await ledgerOf(shop, runId)).map(({ operationId, status }) => `${operationId} ${status}`).sort();
  const tight = (shop: ShopStage, more: object = {}) => ({
    reconciliation: { ...shop.reconciliation, limits: { count: 3, share: 1, always: 0 }, ...more },
  });

  describe('over the cap', () => {
    it('are planned but not made until the plan is approved, and then exactly those are made', async () => {
      const shop = await drifted();
      const before = await shop.contents();
      const stopped = await shop.run('big', tight(shop));
      expect(stopped.outcome).toBe('stopped');
      expect(stopped.plan).toMatchObject({ operations: SEEDED.length });
      expect(stopped.rules[0]?.reason).toContain(`approve the plan ${stopped.plan!.id}`);
      expect(await shop.contents()).toEqual(before);

      await shop.remove('notices', 'nut');
      const approved = await shop.run('approved', { ...tight(shop), approve: stopped.plan!.id });
      expect(approved.rules.map(({ drift, repaired }) => drift - repaired)).toEqual([0, 0, 1]);
      expect(await statuses(shop, 'approved')).toEqual(SEEDED.map((operation) => `${operation} done`));
      expect((await shop.contents())['notices']).not.toHaveProperty('nut');
    });

    it('are all refused, with the reason, if a row of the plan has changed', async () => {
      const shop = await drifted();
      const { plan } = await shop.run('big', tight(shop));
      await shop.sql(`UPDATE $labels SET note = 'moved' WHERE sku = 'nut'`);
      const before = await shop.contents();
      const { outcome, rules } = await shop.run('stale', { ...tight(shop), approve: plan!.id });
      expect(outcome).toBe('stopped');
      expect(rules[0]?.reason).toMatch(
        /stale: since it was made, the data has changed for 1 of its 7 operations \(label-copies#nut changed\)/,
      );
      expect(await shop.contents()).toEqual(before);
      expect(await ledgerOf(shop, 'stale')).toEqual([]);
    });

    it('cannot be approved by a plan that does not exist or has expired', async () => {
      const shop = await drifted();
      await expect(shop.run('unknown', { approve: 'nobody' })).rejects.toThrow(/plan nobody does not exist/);
      const { plan } = await shop.run('big', tight(shop));
      await shop.clock.sleep(8 * 86_400_000, new AbortController().signal);
      await expect(shop.run('late', { approve: plan!.id })).rejects.toThrow(/has expired/);
    });
  });

  describe('that are undone', () => {
    const grown = ['version', '_repair'];
    const written = ['prices', 'titles', 'products', 'labels'];
    const withoutGrown = (contents: Awaited<ReturnType<ShopStage['contents']>>) =>
      Object.fromEntries(
        written
          .map((table) => [table, contents[table] ?? {}] as const)
          .map(([table, rows]) => [
            table,
            Object.fromEntries(
              Object.entries(rows).map(([key, row]) => [
                key,
                Object.fromEntries(Object.entries(row).filter(([column]) => !grown.includes(column))),
              ]),
            ),
          ]),
      );

    it('restore every byte except the version and the mark, in both stores', async () => {
      const shop = await drifted();
      const before = withoutGrown(await shop.contents());
      expect((await shop.run('repair')).outcome).toBe('repaired');
      const { reconciliation, tables, clock } = shop;
      const undone = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'back' });
      expect(undone.filter(({ restored }) => !restored)).toEqual([
        {
          operationId: 'order-notices#saw',
          rule: 'order-notices',
          key: 'saw',
          restored: false,
          reason:
            'notices send was called, and evenkeel cannot undo a call; compensation: a notice that the first one was wrong',
        },
      ]);
      const after = withoutGrown(await shop.contents());
      expect(after).toEqual(before);
      const again = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'back-again' });
      expect(again.filter(({ restored }) => restored).map(({ reason }) => reason)).toEqual(
        Array.from({ length: 6 }, () => 'already restored by back'),
      );
      expect(await ledgerOf(shop, 'back-again')).toEqual([]);
    });

    it('restore every key except the one that was written since', async () => {
      const shop = await drifted();
      await shop.run('repair');
      await shop.sql(`UPDATE $labels SET note = 'mine' WHERE sku = 'nut'`);
      await shop.dynamodb.send(
        new UpdateItemCommand({
          TableName: `${shop.address.prefix}-prices`,
          Key: { sku: { S: 'bolt' } },
          UpdateExpression: 'SET note = :mine',
          ExpressionAttributeValues: { ':mine': { S: 'mine' } },
        }),
      );
      const { reconciliation, tables, clock } = shop;
      const undone = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'back' });
      const left = undone.filter(({ restored }) => !restored).map(({ operationId }) => operationId);
      expect(left.sort()).toEqual(['label-copies#nut', 'order-notices#saw', 'price-copies#bolt']);
      const contents = await shop.contents();
      expect(contents['labels']?.['nut']).toMatchObject({ note: 'mine', title: 'The nut' });
      expect(contents['prices']?.['bolt']).toMatchObject({ note: { S: 'mine' } });
    });

    it('can be undone for a single key', async () => {
      const shop = await drifted();
      await shop.run('repair');
      const { reconciliation, tables, clock } = shop;
      const only = ['ghost'];
      const undone = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'one', only });
      expect(undone.map(({ operationId }) => operationId).sort()).toEqual(['label-copies#ghost', 'price-copies#ghost']);
      expect((await shop.contents())['labels']?.['ghost']).toMatchObject({ title: 'The ghost' });
    });
  });

  describe('of accepted drift', () => {
    it('are not made while it is accepted, and are made afterwards', async () => {
      const shop = await drifted();
      const hours = (count: number) => new Date(START + count * 3_600_000).toISOString();
      await accept(shop.tables, { rule: 'price-copies', key: 'nut', reason: 'a sale', until: hours(2) }, shop.clock);
      await accept(shop.tables, { rule: 'label-copies', reason: 'new labels come', until: hours(9) }, shop.clock);
      const first = await shop.run('first');
      expect(first.outcome).toBe('repaired');
      expect(first.rules.map(({ drift, repaired, accepted }) => [drift, repaired, accepted])).toEqual([
        [2, 2, 1],
        [0, 0, 3],
        [1, 1, 0],
      ]);
      await shop.clock.sleep(2 * 3_600_000, new AbortController().signal);
      expect(await withdraw(shop.tables, { rule: 'label-copies' })).toBe(true);
      const second = await shop.run('second');
      expect(second.rules.map(({ repaired, accepted }) => [repaired, accepted])).toEqual([
        [1, 0],
        [3, 0],
        [0, 0],
      ]);
    });

    it('are not made if the reconciliation itself accepts it', async () => {
      const shop = await drifted();
      const accepted = ['price-copies', 'label-copies', 'order-notices'].map((rule) => ({
        rule,
        reason: 'moving house',
        until: '2026-03-02T00:00:00Z',
      }));
      const { outcome, differences } = await shop.run('all', {
        reconciliation: { ...shop.reconciliation, accepted },
      });
      expect([outcome, differences]).toEqual(['clean', []]);
    });
  });

  describe('fail closed', () => {
    it('if the row changed between the comparison and the write', async () => {
      const shop = await drifted();
      const moving = (view: View): View => ({
        ...view,
        write: async (write, stamp) => {
          if (write.key === 'nut' && write.kind === 'update') {
            await shop.sql(`UPDATE $labels SET title = 'Theirs' WHERE sku = 'nut'`);
          }
          return view.write!(write, stamp);
        },
      });
      const rules = shop.reconciliation.rules.map((rule) => ({
        ...rule,
        engine: {
          ...rule.engine,
          remedy: (finding: Parameters<typeof rule.engine.remedy>[0]) => {
            const remedy = rule.engine.remedy(finding);
            if (remedy.kind !== 'write' || rule.name !== 'label-copies') return remedy;
            return { ...remedy, steps: remedy.steps.map((step) => ({ ...step, view: moving(step.view) })) };
          },
        },
      }));
      const { outcome, rules: results } = await shop.run('moved', {
        reconciliation: { ...shop.reconciliation, rules },
      });
      expect([outcome, results[1]?.reason]).toEqual(['drift', 'the row changed after it was compared']);
      expect(await statuses(shop, 'moved')).toContain('label-copies#nut refused');
      expect((await shop.contents())['labels']?.['nut']).toMatchObject({ title: 'Theirs' });
    });

    it('if the lease was lost: nothing more is written', async () => {
      const shop = await drifted();
      const before = await shop.contents();
      const { outcome, rules } = await shop.run('slow', {
        progress: ({ kind }) => {
          if (kind !== 'settled') return;
          shop.dynamodb
            .send(
              new UpdateItemCommand({
                TableName: shop.tables.controlTable,
                Key: { name: { S: 'lease' } },
                UpdateExpression: 'SET holder = :other ADD fence :one',
                ExpressionAttributeValues: { ':other': { S: 'other' }, ':one': { N: '1' } },
              }),
            )
            .catch(() => undefined);
        },
      });
      expect(outcome).toBe('stopped');
      expect(rules.map(({ reason }) => reason).join()).toContain('no longer holds the lease');
      expect(await shop.contents()).toEqual(before);
    });
  });

  describe('of a run that ran out of time', () => {
    const cutShort = async (shop: ShopStage) => {
      const ending = new AbortController();
      const first = await shop.run('short', {
        signal: ending.signal,
        progress: (progress) => {
          if (progress.kind === 'repaired' && progress.rule === 'label-copies') ending.abort(new OutOfTimeError());
        },
      });
      expect(first.outcome).toBe('stopped');
      expect(first.rules.map(({ outcome }) => outcome)).toEqual(['repaired', 'stopped', 'drift']);
    };

    it('are continued by the next run, with the remaining rules', async () => {
      const shop = await drifted();
      await cutShort(shop);
      const second = await shop.run('rest');
      expect(second.outcome).toBe('repaired');
      expect(second.rules.map(({ resumedFrom }) => resumedFrom?.runId)).toEqual(['short', undefined, undefined]);
      const third = await shop.run('whole');
      expect([third.outcome, third.rules.some(({ resumedFrom }) => resumedFrom)]).toEqual(['clean', false]);
    });

    it('are not continued for a rule whose definition has changed', async () => {
      const shop = await drifted();
      await cutShort(shop);
      const [priceCopies, ...others] = shop.reconciliation.rules;
      const [left, right] = priceCopies!.views;
      const fewer = defineRule({
        name: 'price-copies',
        left: left!,
        right: right!,
        relation: 'equal',
        compare: ['price'],
        mastership: { default: 'left' },
        settleWindow: minutes(2),
        repair: { kind: 'copy' },
      });
      const { rules } = await shop.run('rest', {
        reconciliation: { ...shop.reconciliation, rules: [fewer, ...others] },
      });
      expect(rules.map(({ name, resumedFrom, rows }) => [name, resumedFrom, rows.left])).toEqual([
        ['price-copies', undefined, 3],
        ['label-copies', undefined, 3],
        ['order-notices', undefined, 3],
      ]);
    });
  });

  it('put no sensitive or undeclared value into an export of the ledger', async () => {
    const shop = await drifted();
    await shop.run('repair');
    const entries = await ledgerOf(shop, 'repair');
    const price = entries.find(({ operationId }) => operationId === 'price-copies#nut')!;
    expect(columnsOf(price.preImage!)).toMatchObject({ name: { S: 'A nut' } });
    const exported = JSON.stringify(entries.map((entry) => exportedEntry(entry, shop.reconciliation)));
    expect(exported).not.toMatch(/A nut|A bolt|A ghost|shelf 9007199254740993/);
    expect(exported).toMatch(/9\.75/);
    expect(price.intendedAt > OLD).toBe(true);
  });

  describe('on a cadence', () => {
    const HOUR = 3_600_000;
    const wait = (shop: ShopStage, hours: number) => shop.clock.sleep(hours * HOUR, new AbortController().signal);
    const wrong = (shop: ShopStage, sku: string) =>
      shop.put('prices', {
        sku: { S: sku },
        name: { S: `A ${sku}` },
        price: { N: '9' },
        version: { N: '7' },
        updatedAt: { S: OLD },
      });

    it('cover a whole rule when a full pass is due, and changed rows in between', async () => {
      count += 1;
      const shop = await stage.open(`shop${count}`);
      await fillLevel(shop);
      const since: Date[] = [];
      const rules = shop.reconciliation.rules.map((rule) => {
        if (rule.name === 'label-copies') return { ...rule, cadence: { everyHours: 6 } };
        if (rule.name !== 'price-copies') return rule;
        const changes = async function* (from: Date) {
          since.push(from);
          await Promise.resolve();
          yield* ['nut', 'nut'];
        };
        const sides = { ...rule.engine.sides, changes };
        return { ...rule, cadence: { changes: true, fullEveryHours: 24 } as const, engine: { ...rule.engine, sides } };
      });
      const options = { reconciliation: { ...shop.reconciliation, rules }, scheduled: true };
      const began = shop.clock.now();
      const first = await shop.run('first', options);
      expect(first).toMatchObject({ outcome: 'clean' });
      expect(first.notDue).toBeUndefined();

      await wait(shop, 1);
      await wrong(shop, 'nut');
      await wrong(shop, 'saw');
      const second = await shop.run('second', options);
      expect(second.notDue).toEqual(['label-copies']);
      const prices = second.rules.find(({ name }) => name === 'price-copies');
      expect(prices).toMatchObject({ pass: 'changes', rows: { left: 1, right: 1 }, drift: 1, repaired: 1 });
      expect(since).toEqual([new Date(began - minutes(2))]);

      await wait(shop, 24);
      const third = await shop.run('third', options);
      expect(third.notDue).toBeUndefined();
      const whole = third.rules.find(({ name }) => name === 'price-copies');
      expect(whole).toMatchObject({ rows: { left: 3, right: 3 }, drift: 1, repaired: 1 });
      expect(whole).not.toHaveProperty('pass');
    });

    it('cover every rule completely in a run that a person requests', async () => {
      count += 1;
      const shop = await stage.open(`shop${count}`);
      await fillLevel(shop);
      const rules = shop.reconciliation.rules.map((rule) => ({ ...rule, cadence: { everyHours: 6 } }));
      const options = { reconciliation: { ...shop.reconciliation, rules } };
      await shop.run('scheduled', { ...options, scheduled: true });
      const { rules: checked, notDue } = await shop.run('asked', options);
      expect(checked).toHaveLength(rules.length);
      expect(notDue).toBeUndefined();
    });
  });
});
