import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  dataApiView,
  defineReconciliation,
  defineRule,
  dynamoDbView,
  type DynamoDbViewOptions,
  minutes,
  type RuleLimits,
} from '../../../reconciler/index.ts';
import { notedPace } from './pace.ts';
import { fillLevel, openStage, seedDrift, type ShopStage, type Stage } from './shop-stage.ts';

describe('the limit of what a rule may read', () => {
  let stage: Stage;
  let shop: ShopStage;
  beforeAll(async () => {
    stage = await openStage();
    shop = await stage.open('limited');
    await fillLevel(shop);
    await seedDrift(shop);
  }, 90_000);
  afterAll(async () => stage.close());

  /** Three products and three prices: one price is extra, and two are wrong. */
  const ruleOf = (limits: RuleLimits, ofPrices: Partial<DynamoDbViewOptions<string>> = {}) => {
    const { rdsData: client, dynamodb, address } = shop;
    const { clusterArn, secretArn, database, prefix } = address;
    const at = { version: 'version', key: 'sku', fields: { name: 'text', price: 'decimal' } } as const;
    return defineRule({
      name: 'price-copies',
      left: dataApiView({
        name: 'shop.products',
        client,
        database: { clusterArn, secretArn, database },
        table: `${prefix}_products`,
        updatedAt: 'updated_at',
        ...at,
      }),
      right: dynamoDbView({
        name: 'shop.prices',
        client: dynamodb,
        table: `${prefix}-prices`,
        updatedAt: 'updatedAt',
        writable: true,
        ...at,
        ...ofPrices,
      }),
      relation: 'equal',
      mastership: { default: 'left' },
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
      maxShrink: 1,
      limits,
    });
  };
  const run = (runId: string, rule: ReturnType<typeof ruleOf>) =>
    shop.run(runId, { reconciliation: defineReconciliation({ rules: [rule] }) });

  it('stops a run that reads more rows from a streamed store, and repairs nothing', async () => {
    const before = await shop.contents();
    const { outcome, rules } = await run('too-many', ruleOf({ rows: 2 }, { segments: 4 }));
    expect(outcome).toBe('stopped');
    expect(rules[0]?.reason).toMatch(/^price-copies: shop\.pr\w+ has more than the 2 rows that a run may read/);
    expect(await shop.contents()).toEqual(before);
  });

  it('also applies to a store that counts its rows itself', async () => {
    await shop.sql(
      `INSERT INTO $products SELECT 'more-' || n, 'More', 1, NULL, 1, '2026-03-01' FROM generate_series(1, 9) AS n`,
    );
    const { outcome, rules } = await run('too-many-products', ruleOf({ rows: 11 }));
    expect([outcome, rules[0]?.reason]).toEqual([
      'stopped',
      'price-copies: shop.products has more than the 11 rows that a run may read: check that it is the right store, or raise limits.rows',
    ]);
    await shop.sql(`DELETE FROM $products WHERE sku LIKE 'more-%'`);
  });

  it('limits the read capacity, whatever the view sets', async () => {
    const { waits, pace } = notedPace();
    const { outcome } = await run('paced', ruleOf({ readCapacity: 0.5 }, { segments: 4, readCapacity: 1e6, pace }));
    expect(outcome).toBe('repaired');
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
  });

  it('has no effect on a run that stays within it', async () => {
    await shop.remove('prices', 'saw');
    const { outcome, rules } = await run('within', ruleOf({ rows: 3, readCapacity: 1000 }));
    expect([outcome, rules[0]?.rows]).toEqual(['repaired', { left: 3, right: 2 }]);
  });
});
