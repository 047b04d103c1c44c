/** `evenkeel deploy` onto a stage that a run holds, or does not. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdStage } from '../../../chaos/control/index.ts';
import { exitCodes } from '../../../cli/failure.ts';
import { thisProcess } from '../../../cli/gameday/holder.ts';
import { projectFolder } from '../../../cli/system/project.ts';
import { claimDirectory, publish } from '../../../cli/system/registry.ts';
import { whyInUse } from '../../../cli/system/stage-in-use.ts';
import { evenkeelHere } from '../../unit/cli/evenkeel-here.ts';
import { type ControlStage, startControlStage } from './stage.ts';

let stage: ControlStage;
let cache: string;
const cacheBefore = process.env['EVENKEEL_CACHE'];
const place = () => ({ target: 'local' as const, ...stage.control.system, ...stage });

beforeAll(async () => {
  stage = await startControlStage();
  cache = await mkdtemp(join(tmpdir(), 'evenkeel-deploy-refused-'));
  process.env['EVENKEEL_CACHE'] = cache;
  const { target, region, prefix, clockUrl, environment } = place();
  const own = { folder: projectFolder(), pid: process.pid, apiUrl: 'http://127.0.0.1:1', outputs: {}, apiKeys: {} };
  const system = { target, stage: 'dev', region, prefix, clockUrl, environment, ...own };
  await publish(await claimDirectory(), { heldFor: 'others', system });
}, 60_000);

afterAll(async () => {
  if (cacheBefore === undefined) delete process.env['EVENKEEL_CACHE'];
  else process.env['EVENKEEL_CACHE'] = cacheBefore;
  await rm(cache, { recursive: true, force: true });
  await stage.close();
});

const holder = async (started?: string) => ({
  ...(await thisProcess()),
  ...(started !== undefined && { started }),
  run: 'r1',
  experiment: 'bad_release',
  by: 'ann@here',
  directory: '/runs/r1',
});

describe('evenkeel deploy', () => {
  it('refuses while a run holds the stage: it names the run, and the way out', async () => {
    const held = await holdStage(stage.control, await holder(), () => Promise.resolve(false));
    const { exitCode, stderr } = await evenkeelHere(['deploy', '--quiet', '--no-color']).finally(() => held.release());
    expect(exitCode).toBe(exitCodes.usage);
    expect(stderr).toMatch(
      /^error stage dev is in use by run r1 of bad_release, started by ann@here .* Wait until it ends, or end it: evenkeel chaos stop\n$/,
    );
  });
});

describe('a stage', () => {
  it('is free before a run, and after a run whose process is gone', async () => {
    await expect(whyInUse(place())).resolves.toBeUndefined();
    const killed = await holder('another start of this process id');
    const held = await holdStage(stage.control, killed, () => Promise.resolve(false));
    await expect(whyInUse(place())).resolves.toBeUndefined();
    await held.release();
  });

  it('is free if the system has no control table', async () => {
    await expect(whyInUse({ ...place(), prefix: 'shop-dev-' })).resolves.toBeUndefined();
  });
});
