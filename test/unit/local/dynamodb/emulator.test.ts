import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type EmulatorOptions,
  findEmulator,
  INTEGRITY,
  installedEmulator,
} from '../../../../local/dynamodb/emulator.ts';
import type { Npm } from '../../../../local/npm/fetch-package.ts';

/** The files that `cached` writes. */
const contents = {
  jar: createHash('sha256').update('jar').digest('hex'),
  libraries: { files: 1, bytes: 'library'.length },
};

/** Each test starts in a project without the package that contains DynamoDB Local, and with an empty cache. */
describe('DynamoDB Local in a project that does not depend on its package', () => {
  let folder: string;
  let options: EmulatorOptions;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-emulator-'));
    options = {
      cache: join(folder, 'cache'),
      from: pathToFileURL(join(folder, 'main.js')).href,
      notice: () => undefined,
      contents,
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const cached = async (mode: number) => {
    const emulator = join(options.cache, 'dynamodb-local', '2.9.30');
    await mkdir(emulator, { recursive: true });
    await mkdir(join(emulator, 'DynamoDBLocal_lib'));
    await writeFile(join(emulator, 'DynamoDBLocal_lib', 'library.jar'), 'library');
    await writeFile(join(emulator, 'DynamoDBLocal.jar'), 'jar');
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
      ['pack', 'amplify-dynamodb-simulator@2.9.30', '--ignore-scripts', '--loglevel=error', '--fetch-retries=1'],
    ]);
    expect(installedEmulator(options)).toBeUndefined();
  });

  it.each([
    ['without its jar', (emulator: string) => rm(join(emulator, 'DynamoDBLocal.jar'))],
    ['with a truncated jar', (emulator: string) => writeFile(join(emulator, 'DynamoDBLocal.jar'), 'j')],
    ['without its libraries', (emulator: string) => rm(join(emulator, 'DynamoDBLocal_lib', 'library.jar'))],
  ])('is fetched again if the cache holds it %s', async (_damage, damage) => {
    const emulator = await cached(0o700);
    await damage(emulator);
    expect(installedEmulator(options)).toBeUndefined();
    const notices: string[] = [];
    const failure = findEmulator({ ...options, npm: noNpm, notice: (message) => notices.push(message) });
    await expect(failure).rejects.toThrow('npm must not run');
    expect(notices[0]).toBe(`DynamoDB Local in ${emulator} is damaged; it is fetched again`);
    expect(notices[1]).toMatch(/^fetching DynamoDB Local/);
  });

  it('needs a cache that is a folder, and says how to choose one', async () => {
    await writeFile(options.cache, '');
    const failure = findEmulator({ ...options, npm: noNpm });
    await expect(failure).rejects.toThrow(`the cache folder ${options.cache} cannot be written to`);
    await expect(failure).rejects.toThrow('Set EVENKEEL_CACHE');
  });

  it("is missing with npm's own reason", async () => {
    const stderr =
      'npm error code ENOTFOUND\nnpm error network request failed\nnpm error A complete log of this run: x';
    const npm: Npm = () => Promise.reject(Object.assign(new Error('Command failed'), { stderr }));
    await expect(findEmulator({ ...options, npm })).rejects.toThrow('(code ENOTFOUND; network request failed)');
  });

  it('is whole as the package contains it', async () => {
    const { cache, from = '' } = options;
    const emulator = join(cache, 'dynamodb-local', '2.9.30');
    await mkdir(dirname(emulator), { recursive: true });
    await symlink(resolve('node_modules/amplify-dynamodb-simulator/emulator'), emulator);
    expect(installedEmulator({ cache, from })).toBe(emulator);
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
