/** Drift on real engines: seeded, then found and repaired by the rule that it names, or undone from its pre-image. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SagaState, Snapshot } from '../../../chaos/schemas/index.ts';
import { type Drift, drifts, type PreImage } from '../../../chaos/faults/stores/index.ts';
import { type Stores } from '../../../chaos/stores/index.ts';
import { itemsOf } from '../../../chaos/stores/items.ts';
import { sqlOf } from '../../../chaos/stores/sql.ts';
import { type CommerceStage, fillLevel, openCommerceStage } from '../reconciler/commerce-stage.ts';

const COPIES = { bolt: {}, nut: {}, saw: {} };
const COMPLETED = {
  correlationId: 'paid-1',
  order: { state: 'COMPLETED', totalCents: 750, createdAt: '', updatedAt: '' },
  payment: null,
  reservation: { state: 'COMMITTED', lines: [{ sku: 'nut', quantity: 1 }] },
  shipment: null,
} satisfies SagaState;

/** The parts that drift reads. */
const snapshot: Snapshot = {
  version: 1,
  name: 'drained',
  at: '2026-03-01T12:00:00.000Z',
  stock: [],
  filings: {},
  sagas: [COMPLETED, { ...COMPLETED, correlationId: 'undone', order: { ...COMPLETED.order, state: 'ROLLED_BACK' } }],
  copies: { 'checkout.prices': COPIES },
};

describe('drift', () => {
  let stage: CommerceStage;
  let stores: Stores;
  beforeAll(async () => {
    stage = await openCommerceStage();
    await stage.sql(
      'payment',
      'CREATE TABLE entries (entry_id bigserial, correlation_id text, kind text, amount_cents bigint, created_at timestamptz)',
    );
    const { tables, aurora, prefix } = stage;
    const cluster = { arn: aurora.clusterArn, secretArn: aurora.secretArn };
    const sql = sqlOf(aurora.client, cluster);
    stores = { items: itemsOf(tables.client), sql, table: (name) => `${prefix}${name}` };
  }, 90_000);
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.clear();
    await stage.sql('payment', 'TRUNCATE entries');
    await fillLevel(stage);
  }, 30_000);

  const seed = async (drift: Drift, keep?: (preImage: PreImage) => Promise<void>) => {
    const [key = 'none'] = drift.candidates(snapshot, 'r1');
    const now = new Date(stage.clock.now());
    return { key, ...(await drift.seed({ key, stores, snapshot, now, ...(keep && { keep }) })) };
  };

  /** Everything that a drift can change. */
  const contents = async () => ({
    prices: await Promise.all(['bolt', 'nut', 'bolt-doubled'].map((sku) => stage.get('checkout-prices', sku))),
    reservation: await stage.get('warehouse-reservations', 'paid-1'),
    payments: await stores.sql('payment', 'SELECT correlation_id, state, version FROM payments ORDER BY 1'),
    entries: await stores.sql('payment', 'SELECT correlation_id, kind FROM entries ORDER BY 1'),
  });

  /** As a later process would read it. */
  const stored = (preImage: PreImage) => JSON.parse(JSON.stringify(preImage)) as PreImage;

  it.each(drifts.map((drift) => [drift.kind, drift] as const))(
    '%s can be undone by a later process, byte for byte and once',
    async (_kind, drift) => {
      const before = await contents();
      const { preImage } = await seed(drift);
      expect(await contents()).not.toEqual(before);
      expect(await drift.undo(stored(preImage), stores)).toBe(true);
      expect(await contents()).toEqual(before);
      expect(await drift.undo(stored(preImage), stores)).toBe(false);
    },
  );

  it.each(drifts.map((drift) => [drift.kind, drift] as const))(
    '%s is found and repaired by the rule that it names, and can then no longer be undone',
    async (_kind, drift) => {
      const { key, preImage, consequences } = await seed(drift);
      const { outcome, differences } = await stage.run(`repair-${drift.kind}`);
      expect(outcome).toBe('repaired');
      expect(differences.map(({ rule, key: found }) => ({ rule, key: found }))).toEqual([{ rule: drift.rule, key }]);
      const repaired = await contents();
      expect(await drift.undo(stored(preImage), stores)).toBe(false);
      expect(await contents()).toEqual(repaired);
      expect(consequences.every(({ rule }) => rule !== drift.rule)).toBe(true);
    },
    30_000,
  );

  it.each(drifts.map((drift) => [drift.kind, drift] as const))(
    '%s records its pre-image before it writes anything',
    async (_kind, drift) => {
      const before = await contents();
      const kept: PreImage[] = [];
      const killed = (preImage: PreImage) => {
        kept.push(preImage);
        return Promise.reject(new Error('killed'));
      };
      await expect(seed(drift, killed)).rejects.toThrow('killed');
      expect(await contents()).toEqual(before);
      expect(await drift.undo(stored(kept[0] ?? null), stores)).toBe(false);
      expect(await contents()).toEqual(before);
    },
  );

  it('refuses a document that is not its pre-image', async () => {
    for (const drift of drifts) await expect(async () => drift.undo({ colour: 'red' }, stores)).rejects.toThrow();
  });
});
