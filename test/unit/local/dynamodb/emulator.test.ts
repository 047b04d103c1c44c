import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EmulatorOptions,
  findEmulator,
  INTEGRITY,
  installedEmulator,
  type Npm,
} from '../../../../local/dynamodb/emulator.ts';

/** Each test starts in a project without the package that contains DynamoDB Local, and with an empty cache. */
describe('DynamoDB Local in a project that does not depend on its package', () => {
  let folder: string;
  let options: EmulatorOptions;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-emulator-'));
    options = { cache: join(folder, 'cache'), from: pathToFileURL(join(folder, 'main.js')).href, log: () => undefined };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const cached = async (mode: number) => {
    const emulator = join(options.cache, 'dynamodb-local', '2.9.30');
    await mkdir(emulator, { recursive: true });
    await writeFile(join(emulator, 'DynamoDBLocal.jar'), '');
    for (const path of [join(emulator, 'DynamoDBLocal.jar'), emulator]) await chmod(path, 0o700);
    await chmod(join(options.cache, 'dynamodb-local'), mode);
    return emulator;
  };
  const noNpm: Npm = () => Promise.reject(new Error('npm must not run'));

  it('is taken from the cache without running npm', async () => {
    const emulator = await cached(0o700);
    expect(installedEmulator(options)).toBe(emulator);
    await expect(findEmulator({ ...options, npm: noNpm })).resolves.toBe(emulator);
  });

  it('is not run from a folder that other users can write to', async () => {
    await cached(0o777);
    await expect(findEmulator({ ...options, npm: noNpm })).rejects.toThrow('other users can write');
  });

  it('is fetched without scripts or dependencies, and rejected if it is not the published file', async () => {
    const calls: (readonly string[])[] = [];
    const npm: Npm = async (args, cwd) => {
      calls.push(args);
      await writeFile(join(cwd, 'amplify-dynamodb-simulator-2.9.30.tgz'), 'something else');
    };
    await expect(findEmulator({ ...options, npm })).rejects.toThrow('is not the published one');
    expect(calls).toEqual([
      ['pack', 'amplify-dynamodb-simulator@2.9.30', '--ignore-scripts', '--silent', '--fetch-retries=1'],
    ]);
    expect(installedEmulator(options)).toBeUndefined();
  });

  it('is pinned to the same file as in the lock file', async () => {
    const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
      packages: Record<string, { version: string; integrity: string }>;
    };
    const locked = lock.packages['node_modules/amplify-dynamodb-simulator'];
    expect(locked).toMatchObject({ version: '2.9.30', integrity: INTEGRITY });
  });

  it('is missing, with an error that says what to do, if npm cannot fetch it', async () => {
    const failure = findEmulator({ ...options, npm: noNpm });
    await expect(failure).rejects.toThrow('--dynamodb-endpoint');
    await expect(failure).rejects.toThrow('npm install --save-dev amplify-dynamodb-simulator');
  });
});
