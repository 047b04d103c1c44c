import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import {
  claimDirectory,
  cleanUpAfterKilled,
  publish,
  release,
  runningSystems,
} from '../../../../cli/system/registry.ts';

const system: SystemDescription = {
  target: 'local',
  stage: 'dev',
  region: 'us-east-1',
  prefix: 'evenkeel-dev-',
  apiUrl: 'http://127.0.0.1:1/prod',
  apiKeys: {},
  environment: {},
  outputs: {},
  clockUrl: 'http://127.0.0.1:1/_evenkeel/clock',
};

describe('the record of running systems', () => {
  let cache: string;
  const before = process.env['EVENKEEL_CACHE'];

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'evenkeel-registry-'));
    process.env['EVENKEEL_CACHE'] = cache;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['EVENKEEL_CACHE'];
    else process.env['EVENKEEL_CACHE'] = before;
    await rm(cache, { recursive: true });
  });

  it('has a system while its process runs', async () => {
    const directory = await claimDirectory();
    expect(await runningSystems()).toEqual([]);
    await publish(directory, { heldFor: 'others', system });
    expect(await runningSystems()).toHaveLength(1);
    expect(await cleanUpAfterKilled()).toBe(0);
    await release(directory);
    expect(await runningSystems()).toEqual([]);
  });

  it('drops the system of a killed process whose pid another process has now', async () => {
    const directory = await claimDirectory();
    await publish(directory, { heldFor: 'others', system });
    await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(await runningSystems()).toEqual([]);
    expect(await cleanUpAfterKilled()).toBe(1);
  });

  it('keeps a folder that was claimed a moment ago', async () => {
    await mkdir(join(cache, 'systems', String(process.pid)), { recursive: true });
    expect(await cleanUpAfterKilled()).toBe(0);
  });
});
