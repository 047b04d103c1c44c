/** Every action that the roles of the reference system use, taken away one after the other. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemDescription } from '../../chaos/schemas/index.ts';
import { evenkeel, type Running } from './evenkeel.ts';
import { accessNow, type Grants, grantsOf, silentWithout } from './removed-grants.ts';

describe('a role without one of its actions', () => {
  let up: Running;
  let grants: Grants;

  beforeAll(async () => {
    up = evenkeel(['up', '--json', '--speed', '20']);
    const system = SystemDescription.strip().parse(await up.firstObject());
    grants = await grantsOf(system, await accessNow(system));
  }, 600_000);
  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  it('is denied by name what it needs the action for', async () => {
    expect(await silentWithout(grants, grants.used)).toEqual([]);
  }, 3_600_000);
});
