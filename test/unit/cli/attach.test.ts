import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SystemDescription } from '../../../chaos/schemas/index.ts';
import { exitCodes } from '../../../cli/failure.ts';
import { isUp as anyIsUp, attach, locate, locateEach, usedSystem } from '../../../cli/system/attach.ts';
import { projectFolder } from '../../../cli/system/project.ts';
import { claimDirectory, publish, type RunningSystem } from '../../../cli/system/registry.ts';

const dev = { target: 'local', stage: 'dev' } as const;
/** Processes that run as long as this test. */
const [thisProcess, parent] = [process.pid, process.ppid];

const systemOf = (pid: number, prefix: string, app?: string, folder = projectFolder()): SystemDescription => ({
  folder,
  target: 'local',
  stage: 'dev',
  region: 'us-east-1',
  environment: {},
  outputs: {},
  apiKeys: {},
  ...(app !== undefined && { app }),
  prefix,
  apiUrl: 'http://127.0.0.1:1',
  clockUrl: 'http://127.0.0.1:1/clock',
  pid,
});

async function isUp(
  pid: number,
  heldFor: RunningSystem['heldFor'],
  prefix = 'evenkeel-dev-',
  app?: string,
  folder?: string,
): Promise<void> {
  await publish(await claimDirectory(pid), { heldFor, system: systemOf(pid, prefix, app, folder) });
}

let cache: string;
const cacheBefore = process.env['EVENKEEL_CACHE'];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'evenkeel-attach-'));
  process.env['EVENKEEL_CACHE'] = cache;
});

afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['EVENKEEL_CACHE'];
  else process.env['EVENKEEL_CACHE'] = cacheBefore;
  await rm(cache, { recursive: true, force: true });
});

describe('a command that works on a system', () => {
  it('attaches to the system that is up for other commands, and ignores one that a run booted for itself', async () => {
    await isUp(thisProcess, 'others');
    await isUp(parent, 'its-runs');
    expect(await attach(dev)).toMatchObject({ pid: thisProcess });
  });

  it('finds no system if there is only one that a run booted for itself', async () => {
    await isUp(thisProcess, 'its-runs');
    await expect(attach(dev)).rejects.toMatchObject({
      exitCode: exitCodes.usage,
      message: `no system of stage dev that ${projectFolder()} started is up on this machine; start one with: evenkeel up, or for an app of your own: evenkeel up --app cdk.out`,
    });
  });

  it('does not choose between two systems, and names their processes', async () => {
    await isUp(thisProcess, 'others');
    await isUp(parent, 'others', 'shop-dev-');
    const attached = attach(dev);
    await expect(attached).rejects.toMatchObject({ exitCode: exitCodes.usage });
    await expect(attached).rejects.toThrow(`${parent}: shop-dev-*`);
    await expect(attached).rejects.toThrow(`${thisProcess}: evenkeel-dev-*`);
    expect(await attach({ ...dev, prefix: 'shop-dev-' })).toMatchObject({ pid: parent });
  });
});

describe('two checkouts of one system', () => {
  const other = '/another/checkout';

  it('have a system each: a command uses that of its own project, and the other only by its id', async () => {
    await isUp(thisProcess, 'others');
    await isUp(parent, 'others', 'evenkeel-dev-', undefined, other);
    expect(await attach(dev)).toMatchObject({ pid: thisProcess });
    expect((await locateEach(dev)).map(({ place }) => place.pid)).toEqual([thisProcess]);
    expect(await attach({ ...dev, system: String(parent) })).toMatchObject({ pid: parent, folder: other });
  });

  it('do not use each other: the refusal names the system, its project and its id', async () => {
    await isUp(parent, 'others', 'evenkeel-dev-', undefined, other);
    const attached = attach(dev);
    await expect(attached).rejects.toMatchObject({ exitCode: exitCodes.usage });
    await expect(attached).rejects.toThrow(`--system ID uses: ${parent}: evenkeel-dev-* of ${other}`);
    expect(await anyIsUp(dev)).toBe(false);
  });

  it('says which systems are up if none has the id, and takes no id on AWS', async () => {
    await isUp(thisProcess, 'others');
    await expect(attach({ ...dev, system: '1' })).rejects.toThrow(`these are up: ${thisProcess}: evenkeel-dev-*`);
    await expect(attach({ ...dev, target: 'aws', system: '1' })).rejects.toThrow(
      '--system names a system on this machine',
    );
  });

  it('is shown by every command that acts on it', () => {
    expect(usedSystem(systemOf(4711, 'shop-dev-', undefined, other))).toBe(`system 4711: shop-dev-* of ${other}`);
    expect(usedSystem({ target: 'aws', stage: 'prod', region: 'eu-west-1', prefix: 'shop-', environment: {} })).toBe(
      'system shop-* on AWS in eu-west-1',
    );
  });
});

describe('a command for the system of a definition', () => {
  it('takes the one that ships with evenkeel, or one of the user, whichever the definition belongs to', async () => {
    await isUp(thisProcess, 'others');
    await isUp(parent, 'others', 'shop-dev-', '/a/cdk.out');
    expect(await attach({ ...dev, ships: true })).toMatchObject({ pid: thisProcess });
    expect(await attach({ ...dev, ships: false })).toMatchObject({ pid: parent });
  });

  it('says how to start it', async () => {
    await isUp(thisProcess, 'others');
    const ofUser = { ...dev, ships: false };
    expect(await anyIsUp(ofUser)).toBe(false);
    await expect(attach(ofUser)).rejects.toThrow('evenkeel up --app cdk.out');
  });
});

describe('the kill switch', () => {
  it('works on every system, including those that runs booted for themselves', async () => {
    await isUp(thisProcess, 'others');
    await isUp(parent, 'its-runs');
    const pids = (await locateEach(dev)).map(({ place }) => place.pid);
    expect(pids.toSorted()).toEqual([thisProcess, parent].toSorted());
  });

  it('reports if there is no system', async () => {
    await expect(locateEach(dev)).rejects.toMatchObject({ exitCode: exitCodes.usage });
  });
});

describe('a command that needs only the place of a system', () => {
  const regionBefore = process.env['AWS_REGION'];

  afterEach(() => {
    if (regionBefore === undefined) delete process.env['AWS_REGION'];
    else process.env['AWS_REGION'] = regionBefore;
  });

  it('asks the account nothing about a system on AWS', async () => {
    process.env['AWS_REGION'] = 'eu-west-1';
    expect(await locate({ target: 'aws', stage: 'prod' })).toEqual({
      target: 'aws',
      stage: 'prod',
      region: 'eu-west-1',
      prefix: 'evenkeel-prod-',
      environment: {},
    });
    expect(await locate({ target: 'aws', stage: 'prod', prefix: 'shop-' })).toMatchObject({ prefix: 'shop-' });
  });

  it('finds a system on this machine the way other commands do', async () => {
    await isUp(thisProcess, 'others');
    expect(await locate(dev)).toMatchObject({ target: 'local', pid: thisProcess });
  });
});
