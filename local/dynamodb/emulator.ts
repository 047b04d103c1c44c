/**
 * Finds DynamoDB Local. The npm package `amplify-dynamodb-simulator` contains the jar, but depends on some 280 packages
 * that nothing here uses, so only its own files are fetched.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';

/**
 * Hash of the package's tarball, as in the registry and the lock file.
 *
 * @internal
 */
export const INTEGRITY =
  'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

const run = promisify(execFile);

/**
 * Runs npm in a folder. Resolves if it ends with exit code 0, and rejects otherwise.
 *
 * @internal
 */
export type Npm = (args: readonly string[], cwd: string) => Promise<unknown>;

const npm: Npm = (args, cwd) => run('npm', [...args], { cwd, timeout: 300_000 });

/** DynamoDB Local is not installed and cannot be fetched, or is not safe to run. */
export class EmulatorMissingError extends Error {
  override readonly name = 'EmulatorMissingError';
}

export interface EmulatorOptions {
  /** Folder where the fetched files are kept. */
  readonly cache: string;
  readonly log: (message: string) => void;
  readonly npm?: Npm;
  /** URL of the module that the package is resolved from; this one by default. */
  readonly from?: string;
}

/** The folder of an installed or cached DynamoDB Local, or undefined if it has to be fetched. */
export function installedEmulator({
  cache,
  from = import.meta.url,
}: Pick<EmulatorOptions, 'cache' | 'from'>): string | undefined {
  const folders = [folderOfPackage(from), cachedFolder(cache)];
  return folders.find((folder) => folder !== undefined && existsSync(join(folder, 'DynamoDBLocal.jar')));
}

/**
 * The folder of `DynamoDBLocal.jar`: in the installed package or in the cache. If it is in neither, the user's npm fetches
 * it into the cache.
 *
 * @throws EmulatorMissingError if it cannot be fetched, is not the pinned version, or other users can write to the cache
 */
export async function findEmulator(options: EmulatorOptions): Promise<string> {
  const installed = folderOfPackage(options.from ?? import.meta.url);
  if (installed !== undefined) return installed;
  const folder = cachedFolder(options.cache);
  if (!existsSync(folder)) await fetchInto(folder, options);
  for (const path of [dirname(folder), folder, join(folder, 'DynamoDBLocal.jar')]) await assertPrivate(path);
  return folder;
}

function folderOfPackage(from: string): string | undefined {
  try {
    return join(dirname(createRequire(from).resolve(`${PACKAGE}/package.json`)), 'emulator');
  } catch {
    return undefined;
  }
}

const cachedFolder = (cache: string): string => join(cache, 'dynamodb-local', VERSION);

async function fetchInto(folder: string, { log, npm: runNpm = npm }: EmulatorOptions): Promise<void> {
  log(`fetching DynamoDB Local with npm (${PACKAGE} ${VERSION}, first boot only)`);
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(tmpdir(), 'evenkeel-dynamodb-'));
  try {
    await runNpm(['pack', `${PACKAGE}@${VERSION}`, '--ignore-scripts', '--silent', '--fetch-retries=1'], scratch).catch(
      (cause: unknown) => {
        throw missing(`npm could not fetch ${PACKAGE}@${VERSION}`, cause);
      },
    );
    const tarball = (await readdir(scratch)).find((file) => file.endsWith('.tgz'));
    if (tarball === undefined) throw missing(`npm produced no tarball of ${PACKAGE}@${VERSION}`);
    const digest = createHash('sha512')
      .update(await readFile(join(scratch, tarball)))
      .digest('base64');
    if (`sha512-${digest}` !== INTEGRITY) {
      throw missing(`npm fetched a tarball of ${PACKAGE}@${VERSION} that is not the published one (sha512-${digest})`);
    }
    const extracted = await mkdtemp(`${folder}-`);
    await run('tar', [
      '--no-same-owner',
      '-xzf',
      join(scratch, tarball),
      '--strip-components=2',
      '-C',
      extracted,
      'package/emulator',
    ]);
    // If another process was faster, its copy is the same.
    await rename(extracted, folder).catch(async (error: unknown) => {
      await rm(extracted, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const missing = (what: string, cause?: unknown): EmulatorMissingError =>
  new EmulatorMissingError(
    `DynamoDB Local is not on this machine: ${what}. Check the network and npm's registry, run \`npm install --save-dev ${PACKAGE}\`, or use another DynamoDB with --dynamodb-endpoint URL.`,
    { cause },
  );

/** Refuses to run a jar that another user could replace. */
async function assertPrivate(folder: string): Promise<void> {
  const user = process.getuid?.();
  if (user === undefined) return;
  const { uid, mode } = await lstat(folder);
  if (uid !== user || (mode & 0o022) !== 0) {
    throw new EmulatorMissingError(
      `DynamoDB Local is not run from ${folder}, because other users can write to that folder. Remove it, or set EVENKEEL_CACHE to a private folder.`,
    );
  }
}
