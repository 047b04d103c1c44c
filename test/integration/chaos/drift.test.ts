/** The generic drift on real engines: seeded through a view, then found and repaired by a rule, or undone by its image. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { driftOf, driftStoresOf } from '../../../chaos/drift/index.ts';
import {
  defineSystem,
  describeSystem,
  type DriftStores,
  type JudgedSnapshot,
  type PreImage,
} from '../../../chaos/system/index.ts';
import { fillLevel, openStage, type ShopStage, type Stage } from '../reconciler/shop-stage.ts';

const held = (state: string) => new Map(['bolt', 'nut', 'saw'].map((key) => [key, { key, fields: { state } }]));
const snapshot: JudgedSnapshot = {
  name: 'drained',
  at: '2026-03-01T12:00:00.000Z',
  views: new Map([
    ['shop.prices', held('NEW')],
    ['shop.labels', held('NEW')],
  ]),
  sagas: [],
};

const copies = [
  ['DynamoDB', 'shop.prices', 'price', 'name', 'price-copies'],
  ['PostgreSQL', 'shop.labels', 'title', 'title', 'label-copies'],
] as const;
const cases = copies.flatMap(([engine, view, field, state, rule]) =>
  [
    { kind: 'field-changed', view, field },
    { kind: 'row-lost', view },
    { kind: 'row-orphaned', view, keep: [] },
    { kind: 'row-duplicated', view },
    { kind: 'state-rewound', view, field: state, state: 'OLD' },
    { kind: 'stale-copy', view, field },
  ].map((parameters) => ({ engine, kind: parameters.kind, parameters, rule })),
);

describe('generic drift', () => {
  let engines: Stage;
  let stage: ShopStage;
  let stores: DriftStores;
  beforeAll(async () => {
    engines = await openStage();
    stage = await engines.open('drift');
    const definition = defineSystem({ name: 'shop', reconciliation: stage.reconciliation });
    stores = driftStoresOf(describeSystem({ definition, digest: 'd1' }));
  }, 90_000);
  afterAll(() => engines.close());
  beforeEach(async () => {
    await stage.sql('TRUNCATE $products, $labels');
    for (const key of Object.keys((await stage.contents())['prices'] ?? {})) await stage.remove('prices', key);
    await fillLevel(stage);
  }, 30_000);

  /** All rows, without what every write to a row advances: its version, and the mark of its writer. */
  async function contents(): Promise<unknown> {
    const text = JSON.stringify(await stage.contents());
    return JSON.parse(text, (name, value: unknown) => (['version', '_repair'].includes(name) ? undefined : value));
  }

  /** @param keep where pre-images are kept, the newest last */
  async function seed(parameters: object, keep: (preImage: PreImage) => Promise<void>) {
    const { kind, given } = driftOf({}, parameters);
    const [key = 'none'] = kind.candidates(snapshot, 'r1', given);
    const now = new Date(stage.clock.now());
    const seeded = await kind.seed({ key, parameters: given, stores, snapshot, now, draw: () => 0.5, keep });
    return { key: seeded.key ?? key, rule: kind.rule(given, stores.reconciliation), seeded };
  }

  /** Where a run keeps pre-images: as text, for a later process. */
  function keeper() {
    const kept: string[] = [];
    return {
      keep: (preImage: PreImage) => Promise.resolve(void kept.push(JSON.stringify(preImage))),
      at: (index: number) => JSON.parse(kept.at(index) ?? 'null') as PreImage,
    };
  }

  it.each(cases)(
    '$kind in $engine can be undone by a later process, byte for byte but for its version, and once',
    async ({ parameters }) => {
      const { kind } = driftOf({}, parameters);
      const before = await contents();
      const kept = keeper();
      await seed(parameters, kept.keep);
      expect(await contents()).not.toEqual(before);
      expect(await kind.undo(kept.at(-1), stores)).toBe(true);
      expect(await contents()).toEqual(before);
      expect(await kind.undo(kept.at(-1), stores)).toBe(false);
    },
  );

  it.each(cases)(
    '$kind in $engine is found and repaired by its rule, and can then no longer be undone',
    async ({ engine, parameters, kind: name, rule }) => {
      const { kind } = driftOf({}, parameters);
      const kept = keeper();
      const drift = await seed(parameters, kept.keep);
      expect(drift).toMatchObject({ rule, seeded: { consequences: [] } });
      const { outcome, differences } = await stage.run(`repair-${name}-${engine}`);
      expect(outcome).toBe('repaired');
      expect(differences.map((one) => ({ rule: one.rule, key: one.key }))).toEqual([{ rule, key: drift.key }]);
      const repaired = await contents();
      expect(await kind.undo(kept.at(-1), stores)).toBe(false);
      expect(await contents()).toEqual(repaired);
    },
    30_000,
  );

  it.each(cases)('$kind in $engine keeps its pre-image before it writes anything', async ({ parameters }) => {
    const { kind } = driftOf({}, parameters);
    const before = await contents();
    const kept = keeper();
    const killed = async (preImage: PreImage) => {
      await kept.keep(preImage);
      throw new Error('killed');
    };
    await expect(seed(parameters, killed)).rejects.toThrow('killed');
    expect(await contents()).toEqual(before);
    expect(await kind.undo(kept.at(0), stores)).toBe(false);
    expect(await contents()).toEqual(before);
  });

  it('shows no sensitive value', async () => {
    const { seeded } = await seed({ kind: 'field-changed', view: 'shop.prices', field: 'name' }, keeper().keep);
    expect(seeded.description).toBe('name of bolt in shop.prices changed from [withheld] to [withheld]');
  });

  it.each([
    [{ kind: 'field-changed', view: 'shop.gone', field: 'price' }, /no view shop\.gone; the views are: shop\.products/],
    [{ kind: 'field-changed', view: 'shop.prices', field: 'cost' }, /shop\.prices has no field cost; it has: name/],
  ])('refuses %j', async (parameters, message) => {
    const { kind, given } = driftOf({}, parameters);
    const now = new Date(0);
    const { keep } = keeper();
    const seeding = { key: 'bolt', parameters: given, stores, snapshot, now, draw: () => 0.5, keep };
    await expect(async () => kind.seed(seeding)).rejects.toThrow(message);
  });
});
