/** The shop's drift on real engines: seeded, then found and repaired by the rule that it names, or undone from its pre-image. */
import { ExecuteStatementCommand } from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DriftKind, DriftStores, JudgedSnapshot, PreImage } from '../../../chaos/index.ts';
import { drift as kinds } from '../../../systems/commerce/drift/index.ts';
import { type CommerceStage, fillLevel, openCommerceStage } from '../reconciler/commerce-stage.ts';
import { type OtherRegion, openOtherRegion } from './other-region.ts';

const lines = [{ sku: 'nut', quantity: 1 }];
const prices = ['bolt', 'nut', 'saw'].map((key) => [key, { key, fields: {} }] as const);
const records = {
  order: { state: 'COMPLETED' },
  payment: null,
  reservation: { state: 'COMMITTED', lines },
  shipment: null,
};

/** The parts that drift reads. */
const snapshot: JudgedSnapshot = {
  name: 'drained',
  at: '2026-03-01T12:00:00.000Z',
  views: new Map([['checkout.prices', new Map(prices)]]),
  sagas: [
    { correlationId: 'paid-1', records },
    { correlationId: 'undone', records: { ...records, order: { state: 'ROLLED_BACK' } } },
  ],
};

const NO_PARAMETERS = {} as never;

describe('drift', () => {
  let stage: CommerceStage;
  let other: OtherRegion;
  let stores: DriftStores;
  beforeAll(async () => {
    stage = await openCommerceStage();
    await stage.sql(
      'payment',
      'CREATE TABLE entries (entry_id bigserial, correlation_id text, kind text, amount_cents bigint, created_at timestamptz)',
    );
    other = await openOtherRegion(stage);
    const { reconciliation } = stage;
    const { connection } = other;
    const view = (name: string): never => {
      throw new RangeError(`this drift needs no view, and no ${name}`);
    };
    stores = { connection, reconciliation, view };
  }, 90_000);
  afterAll(async () => {
    await other.close();
    await stage.close();
  });
  beforeEach(async () => {
    await stage.clear();
    await stage.sql('payment', 'TRUNCATE entries');
    await fillLevel(stage);
    await other.replicated();
  }, 30_000);

  /** @param keep where the pre-image is kept */
  const seed = async (kind: DriftKind<never>, keep?: (preImage: PreImage) => Promise<void>) => {
    const [key = 'none'] = kind.candidates(snapshot, 'r1', NO_PARAMETERS);
    const kept: PreImage[] = [];
    const { consequences } = await kind.seed({
      key,
      parameters: NO_PARAMETERS,
      stores,
      snapshot,
      now: new Date(stage.clock.now()),
      draw: () => 0.5,
      keep:
        keep ??
        ((preImage) => {
          kept.push(preImage);
          return Promise.resolve();
        }),
    });
    return { key, consequences, preImage: stored(kept[0] ?? null) };
  };

  const rows = async (sql: string) => {
    const { client, clusterArn, secretArn } = stage.aurora;
    const command = new ExecuteStatementCommand({ resourceArn: clusterArn, secretArn, database: 'payment', sql });
    return (await client.send(command)).records;
  };

  /** Everything that a drift can change. */
  const contents = async () => ({
    prices: await Promise.all(['bolt', 'nut', 'bolt-doubled'].map((sku) => stage.get('checkout-prices', sku))),
    reservation: await stage.get('warehouse-reservations', 'paid-1'),
    payments: await rows('SELECT correlation_id, state, version FROM payments ORDER BY 1'),
    entries: await rows('SELECT correlation_id, kind FROM entries ORDER BY 1'),
  });

  /** As a later process would read it. */
  const stored = (preImage: PreImage) => JSON.parse(JSON.stringify(preImage)) as PreImage;

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
    '%s can be undone by a later process, byte for byte and once',
    async (_name, kind) => {
      const before = await contents();
      const { preImage } = await seed(kind);
      expect(await contents()).not.toEqual(before);
      expect(await kind.undo(preImage, stores)).toBe(true);
      expect(await contents()).toEqual(before);
      expect(await kind.undo(preImage, stores)).toBe(false);
    },
  );

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
    '%s is found and repaired by the rule that it names, and can then no longer be undone',
    async (name, kind) => {
      const rule = kind.rule(NO_PARAMETERS, stage.reconciliation);
      const { key, preImage, consequences } = await seed(kind);
      const { outcome, differences } = await stage.run(`repair-${name}`);
      expect(outcome).toBe('repaired');
      expect(differences.map((found) => ({ rule: found.rule, key: found.key }))).toEqual([{ rule, key }]);
      const repaired = await contents();
      expect(await kind.undo(preImage, stores)).toBe(false);
      expect(await contents()).toEqual(repaired);
      expect(consequences.every((other) => other.rule !== rule)).toBe(true);
    },
    30_000,
  );

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
    '%s records its pre-image before it writes anything',
    async (_name, kind) => {
      const before = await contents();
      const kept: PreImage[] = [];
      const killed = (preImage: PreImage) => {
        kept.push(preImage);
        return Promise.reject(new Error('killed'));
      };
      await expect(seed(kind, killed)).rejects.toThrow('killed');
      expect(await contents()).toEqual(before);
      expect(await kind.undo(stored(kept[0] ?? null), stores)).toBe(false);
      expect(await contents()).toEqual(before);
    },
  );

  it('replica-overwritten is seeded when the write in the other region has replaced the price at home', async () => {
    const kind = kinds.find((one) => one.kind === 'replica-overwritten')!;
    const priceAtHome = async () => (await stage.get('checkout-prices', 'bolt'))?.['unitPriceCents'];
    other.turnReplication('paused');
    let isSeeded = false;
    const seeding = seed(kind).then(() => {
      isSeeded = true;
    });
    while ((await other.priceOf('bolt')) !== 450) await new Promise((resolve) => setTimeout(resolve, 50));
    expect([await priceAtHome(), isSeeded]).toEqual([250, false]);
    other.turnReplication('flows');
    await seeding;
    expect(await priceAtHome()).toBe(450);
  }, 30_000);

  it('refuses a document that is not its pre-image', async () => {
    for (const kind of kinds) await expect(async () => kind.undo({ colour: 'red' }, stores)).rejects.toThrow();
  });
});
