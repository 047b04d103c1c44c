import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type RunningShop } from './removed-grants.ts';

/** Every action that the roles of the reference system use, taken away one after the other. */
describe('a role without one of its actions', () => {
  let shop: RunningShop;

  beforeAll(async () => {
    shop = await openShop();
  }, 600_000);
  afterAll(() => shop.close(), 30_000);

  it('is denied by name what it needs the action for', async () => {
    const silent: string[] = [];
    for (const one of shop.used) {
      if (!(await shop.removed(one))) silent.push(`${one.role} ${one.action}`);
    }
    expect(silent).toEqual([]);
  }, 3_600_000);
});
