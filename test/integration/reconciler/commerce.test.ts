import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readLedger, undo } from '../../../reconciler/index.ts';
import { type CommerceStage, fillLevel, openCommerceStage, saga } from './commerce-stage.ts';

describe('the commerce rules on real engines', () => {
  let stage: CommerceStage;
  beforeAll(async () => {
    stage = await openCommerceStage();
  }, 90_000);
  afterAll(async () => stage.close());
  beforeEach(async () => stage.clear(), 30_000);

  const orphan = (key: string) =>
    stage.sql(
      'payment',
      `INSERT INTO payments VALUES ('${key}', 'AUTHORISED', 1234, 'card', NULL, 1, '2026-03-01T06:00:00Z', '2026-03-01T06:00:00Z')`,
    );

  const seedDrift = async () => {
    const price = (await stage.get('checkout-prices', 'nut'))!;
    await stage.put('checkout-prices', { ...price, unitPriceCents: 350 });
    await stage.delete('warehouse-reservations', 'paid-1');
    await orphan('orphan-1');
  };

  it('are clean on empty stores and on consistent ones', async () => {
    expect((await stage.run('empty')).outcome).toBe('clean');
    await fillLevel(stage);
    const { outcome, rules } = await stage.run('level');
    expect(outcome).toBe('clean');
    expect(rules.map(({ name, rows }) => [name, rows.left, rows.right])).toEqual([
      ['price-copies', 3, 3],
      ['card-copies', 3, 3],
      ['customer-copies', 1, 1],
      ['order-payment', 3, 3],
      ['order-reservation', 3, 3],
      ['order-shipment', 3, 3],
      ['stock-conservation', 3, 2],
    ]);
  });

  const seeded = [
    ['price-copies', 'nut', 'different'],
    ['order-payment', 'orphan-1', 'missing-left'],
    ['order-reservation', 'paid-1', 'missing-right'],
  ];

  it('find only the seeded drift in a dry run, and write nothing', async () => {
    await fillLevel(stage);
    await seedDrift();
    const { outcome, differences } = await stage.run('dry', { dry: true });
    expect(outcome).toBe('drift');
    expect(differences.map(({ rule, key, kind }) => [rule, key, kind])).toEqual(seeded);
    expect(differences[0]?.fields).toEqual({ unitPriceCents: { left: 250, right: 350 } });
    expect(await stage.get('warehouse-reservations', 'paid-1')).toBeUndefined();
    expect(stage.calls).toEqual([]);
  });

  it('repair all of it at once, and record each repair in the ledger', async () => {
    await fillLevel(stage);
    await seedDrift();
    const { outcome, differences, rules } = await stage.run('repair');
    expect(rules.filter(({ reason }) => reason !== undefined)).toEqual([]);
    expect(differences.map(({ rule, key, kind }) => [rule, key, kind])).toEqual(seeded);
    expect(differences.every(({ repaired }) => repaired)).toBe(true);
    expect(outcome).toBe('repaired');
    expect(await stage.get('checkout-prices', 'nut')).toMatchObject({
      unitPriceCents: 250,
      version: 4,
      _repair: 'repair#price-copies#nut',
    });
    expect(await stage.get('warehouse-reservations', 'paid-1')).toMatchObject({
      state: 'COMMITTED',
      lines: [
        { sku: 'bolt', quantity: 2 },
        { sku: 'nut', quantity: 1 },
      ],
    });
    expect(stage.calls).toEqual(['checkout-saga openRolledBack orphan-1', 'transactions-errors drive orphan-1']);
    expect((await stage.run('after')).outcome).toBe('clean');
    const ledger = await readLedger(stage.tables.client, stage.tables.ledgerTable, 'repair');
    expect(ledger.map(({ operationId, status }) => [operationId, status]).sort()).toEqual([
      ['order-payment#orphan-1', 'done'],
      ['order-reservation#paid-1', 'done'],
      ['price-copies#nut', 'done'],
    ]);
  });

  it('undo their own writes, and say why a call to an owner cannot be undone', async () => {
    await fillLevel(stage);
    await seedDrift();
    await stage.run('to-undo');
    const { reconciliation, tables, clock } = stage;
    const undone = await undo({ reconciliation, runId: 'to-undo', undoId: 'undo-1', tables, clock });
    expect(undone.map(({ rule, restored }) => [rule, restored]).sort()).toEqual([
      ['order-payment', false],
      ['order-reservation', true],
      ['price-copies', true],
    ]);
    expect(undone.find(({ restored }) => !restored)?.reason).toContain('cannot undo a call');
    expect(await stage.get('warehouse-reservations', 'paid-1')).toBeUndefined();
    expect(await stage.get('checkout-prices', 'nut')).toMatchObject({ unitPriceCents: 350 });
  });

  it('defer a saga in flight, and have its owner end a stuck saga once', async () => {
    const ago = (minutes: number) => new Date(stage.clock.now() - minutes * 60_000).toISOString();
    await saga(stage, 'busy', ['PENDING', 'AUTHORISED'], [], ago(5));
    const busy = await stage.run('busy', { rules: ['order-payment'] });
    expect([busy.outcome, busy.differences]).toEqual(['unsettled', []]);
    await stage.clear();
    await saga(stage, 'stuck', ['PENDING', 'AUTHORISED'], [], ago(60));
    const stuck = await stage.run('stuck');
    expect(stuck.differences.map(({ key }) => key)).toEqual(['stuck']);
    expect(stage.calls).toEqual(['transactions-errors drive stuck']);
    expect(stuck.outcome).toBe('repaired');
  });

  it('report counters that do not add up, and do not repair them', async () => {
    await fillLevel(stage);
    await stage.put('warehouse-stock', {
      sku: 'saw',
      received: 10,
      onHand: 9,
      reserved: 0,
      shipped: 0,
      version: 4,
      updatedAt: '2026-03-01T06:00:00.000Z',
    });
    const { outcome, differences } = await stage.run('counters');
    expect(outcome).toBe('drift');
    expect(differences).toEqual([
      {
        rule: 'stock-conservation',
        key: 'saw',
        kind: 'different',
        fields: { unaccounted: { left: 1, right: 0 } },
        masters: {},
        reason: expect.stringContaining('nothing shows which is right'),
        repaired: false,
      },
    ]);
  });

  it('refuse a second run at the same time', async () => {
    await fillLevel(stage);
    await seedDrift();
    const meanwhile: string[] = [];
    const first = await stage.run('first', {
      found: async () => {
        meanwhile.push((await stage.run('second')).outcome);
      },
    });
    expect(new Set(meanwhile)).toEqual(new Set(['stopped']));
    expect(first.outcome).toBe('repaired');
  });

  it('are inconclusive if a store cannot be read', async () => {
    await fillLevel(stage);
    await seedDrift();
    await stage.sql('payment', 'ALTER TABLE payments RENAME TO payments_away');
    await stage.sql(
      'payment',
      `CREATE VIEW payments AS SELECT correlation_id, state, version, updated_at,
         method, amount_cents / (amount_cents - amount_cents) AS amount_cents FROM payments_away`,
    );
    try {
      const { outcome, differences } = await stage.run('unread');
      expect(outcome).toBe('inconclusive');
      expect(differences.every(({ repaired }) => !repaired)).toBe(true);
      expect(await stage.get('checkout-prices', 'nut')).toMatchObject({ unitPriceCents: 350 });
    } finally {
      await stage.sql('payment', 'DROP VIEW payments');
      await stage.sql('payment', 'ALTER TABLE payments_away RENAME TO payments');
    }
  });

  it('read and write nothing if a store does not match its view', async () => {
    await fillLevel(stage);
    await seedDrift();
    await stage.sql('payment', 'ALTER TABLE payments RENAME COLUMN amount_cents TO cents');
    try {
      await expect(stage.run('unlike')).rejects.toThrow(
        'payment.payments.fields.amountCents: public.payments has no column amount_cents',
      );
      expect(await stage.get('checkout-prices', 'nut')).toMatchObject({ unitPriceCents: 350 });
    } finally {
      await stage.sql('payment', 'ALTER TABLE payments RENAME COLUMN cents TO amount_cents');
    }
  });
});
