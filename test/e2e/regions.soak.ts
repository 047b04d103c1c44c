/** What two regions promise, on both of them: run with `npm run test:soak`. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { customersOf, type Sent } from './regions/customers.ts';
import { AWAY, differing, HOME, openShop, REGIONS, type Shop, until } from './regions/shop.ts';

const SPEED = 5;
const PER_SECOND = 5;
/** Three failures ten seconds apart, a checker's patience, and the life of a record: what the stacks say. */
const BOUND_MS = 98_000;
/** Real seconds: at this speed, the region is away for twice the bound. */
const [BEFORE, LOST, AFTER] = [10, 40, 25];

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(SPEED);
}, 600_000);
afterAll(async () => {
  await shop.close();
}, 60_000);

describe('a region that answers nothing under load', () => {
  let sent: readonly Sent[];
  let lostAt: number;
  let backAt: number;
  beforeAll(async () => {
    const customers = customersOf(shop, PER_SECOND);
    await seconds(BEFORE);
    lostAt = shop.now();
    shop.regions.cutOff(HOME, true);
    await seconds(LOST);
    backAt = shop.now();
    shop.regions.cutOff(HOME, false);
    await seconds(AFTER);
    sent = await customers.leave();
  }, 300_000);

  it('is under load, or this proves nothing', () => {
    expect(sent.length).toBeGreaterThan(0.8 * REGIONS.length * PER_SECOND * (BEFORE + LOST + AFTER));
  });

  it('loses its customers to the other region within the bound of its health check', () => {
    const unanswered = sent.filter(({ status }) => status === undefined);
    expect(unanswered.length).toBeGreaterThan(0);
    expect(new Set(unanswered.map(({ near }) => near))).toEqual(new Set([HOME]));
    const last = Math.max(...unanswered.map(({ at }) => at));
    expect(last - lostAt).toBeLessThanOrEqual(BOUND_MS);
    const moved = sent.filter(({ near, at }) => near === HOME && at > lostAt + BOUND_MS && at < backAt);
    expect(moved.length).toBeGreaterThan(0);
    expect(new Set(moved.map(({ acceptedIn }) => acceptedIn))).toEqual(new Set([AWAY]));
  });

  it('gets its customers back', () => {
    const { moves } = shop.regions.report().front;
    expect(moves.filter(({ place }) => place === HOME).map(({ to }) => to)).toEqual([HOME, AWAY, HOME]);
    expect(moves.filter(({ place }) => place === AWAY).map(({ to }) => to)).toEqual([AWAY]);
  });

  it('loses no order that was accepted: each lives in the region that accepted it, alone, and completes', async () => {
    const statesIn = async (region: (typeof REGIONS)[number]) =>
      new Map((await shop.items(region, 'checkout-orders')).map(({ correlationId, state }) => [correlationId, state]));
    const accepted = sent.filter(({ acceptedIn }) => acceptedIn !== undefined);
    let states: readonly (readonly unknown[])[] = [];
    await until(
      async () => {
        states = (await Promise.all(REGIONS.map(statesIn))).map((each) => [...each.values()]);
        return states.flat().every((state) => state === 'COMPLETED');
      },
      () =>
        `orders do not complete: ${JSON.stringify(states.map((each) => each.filter((one) => one !== 'COMPLETED')))}`,
    );
    const [home, away] = await Promise.all(REGIONS.map(statesIn));
    const found = accepted.map(({ id }) => [home!.get(id) && HOME, away!.get(id) && AWAY].filter(Boolean));
    expect(found).toEqual(accepted.map(({ acceptedIn }) => [acceptedIn]));
    // What was on its way when the region was lost was accepted without an answer, or never arrived.
    const unanswered = sent.filter(({ status }) => status === undefined);
    expect(unanswered.filter(({ id }) => away!.has(id))).toEqual([]);
  }, 300_000);

  it('has the same copies as the other one afterwards', async () => {
    await until(async () => (await differing(shop)).length === 0, 'the copies differ');
  }, 150_000);
});

describe('replication that is paused', () => {
  const repriced = ['ord-01', 'ord-02', 'ord-03'];
  const price = async (region: (typeof REGIONS)[number], sku: string) =>
    (await shop.items(region, 'checkout-prices')).find((item) => item['sku'] === sku)!;
  const reprice = async (sku: string, priceCents: number) => {
    const answer = await shop.call(HOME, 'PUT', `/products/${sku}`, { name: 'New', priceCents, weightGrams: 5 });
    expect(answer.status).toBe(200);
    await until(
      async () => (await price(HOME, sku))['unitPriceCents'] === priceCents,
      `the price of ${sku} does not reach its copy at home`,
    );
  };

  it('leaves the copies stale: the rule across regions finds exactly what was written meanwhile', async () => {
    expect(await shop.drift(AWAY, 'price-replicas')).toEqual([]);
    shop.regions.turnReplication('paused');
    for (const sku of repriced) await reprice(sku, 777);
    expect(await shop.drift(AWAY, 'price-replicas')).toEqual(repriced);
    expect(await shop.drift(HOME, 'price-copies')).toEqual([]);
  }, 300_000);

  it('lets the last writer win when it resumes: the rule on masters finds exactly what was overwritten', async () => {
    // Written in the other region: one before home writes it, one after.
    await shop.put(AWAY, 'checkout-prices', { ...(await price(AWAY, 'ord-04')), unitPriceCents: 1, version: 90 });
    await seconds(1);
    await reprice('ord-04', 778);
    await shop.put(AWAY, 'checkout-prices', { ...(await price(AWAY, 'ord-01')), unitPriceCents: 2, version: 91 });
    await seconds(1);
    shop.regions.turnReplication('flows');
    await until(async () => (await differing(shop)).length === 0, 'the copies differ');
    const { tables } = shop.regions.report().replication;
    const overwritten = tables.flatMap((table) => table.overwritten);
    expect(overwritten.map(({ key, lost, kept }) => [/ord-\d+/u.exec(key)?.[0], lost.region, kept.region])).toEqual(
      expect.arrayContaining([
        ['ord-01', HOME, AWAY],
        ['ord-04', AWAY, HOME],
      ]),
    );
    expect(overwritten).toHaveLength(2);
    expect(await shop.drift(AWAY, 'price-replicas')).toEqual([]);
    expect(await shop.drift(HOME, 'price-copies')).toEqual(['ord-01']);
  }, 300_000);
});
