import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawn } from '../sabotage/draw.ts';
import { openShop, type RunningShop, type UsedAction } from './removed-grants.ts';

/** All of them take minutes: `removed-grants.soak.ts`. */
const SAMPLE = 30;
const SEED = 20261129;

const nameOf = ({ role, action }: UsedAction) => `${role} ${action}`;

describe('a role without one of its actions', () => {
  let shop: RunningShop;

  beforeAll(async () => {
    shop = await openShop();
  }, 600_000);
  afterAll(() => shop.close(), 30_000);

  it('is denied by name what it needs the action for', async () => {
    expect(shop.used.length).toBeGreaterThan(SAMPLE);
    const silent: string[] = [];
    for (const one of drawn(shop.used, SAMPLE, SEED, nameOf)) {
      if (!(await shop.removed(one))) silent.push(nameOf(one));
    }
    expect(silent).toEqual([]);
  }, 1_200_000);
});
