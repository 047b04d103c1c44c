/**
 * Finds DynamoDB Local. The npm package `amplify-dynamodb-simulator` contains the jar, but depends on some 280 packages
 * that nothing here uses, so only its own files are fetched.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FetchError, fetchPackage, type Npm } from '../npm/fetch-package.ts';
import { isPrivate } from '../npm/private.ts';

const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';

/**
 * Hash of the package's tarball, as in the registry and the lock file.
 *
 * @internal
 */
export const INTEGRITY =
  'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

/** The files of one version of DynamoDB Local that are checked for damage. */
interface Contents {
  /** SHA-256 of `DynamoDBLocal.jar`. */
  readonly jar: string;
  /** Number and total bytes of the files in `DynamoDBLocal_lib`. */
  readonly libraries: { readonly files: number; readonly bytes: number };
}

const CONTENTS: Contents = {
  jar: '454305e9bc3e6ebcca5b62569869e31563b8d7e346474e94557b2600702146c7',
  libraries: { files: 164, bytes: 56_982_783 },
};

/** DynamoDB Local is not installed and cannot be fetched, or is not safe to run. */
export class EmulatorMissingError extends Error {
  override readonly name = 'EmulatorMissingError';
}

export interface EmulatorOptions {
  /** Folder where the fetched files are kept. */
  readonly cache: string;
  /** Receives a message before something is fetched, which takes a while. */
  readonly notice: (message: string) => void;
  readonly npm?: Npm;
  /** What the cache must contain; the pinned version by default. */
  readonly contents?: Contents;
  /** URL of the module that the package is resolved from; this one by default. */
  readonly from?: string;
}

/** The folder of an installed or cached DynamoDB Local, or undefined if it has to be fetched. */
export function installedEmulator({
  cache,
  from = import.meta.url,
  contents = CONTENTS,
}: Pick<EmulatorOptions, 'cache' | 'from' | 'contents'>): string | undefined {
  const cached = cachedFolder(cache);
  return folderOfPackage(from) ?? (isWhole(cached, contents) ? cached : undefined);
}

/**
 * The folder of `DynamoDBLocal.jar`: in the installed package or in the cache. If it is in neither, or damaged in the cache,
 * the user's npm fetches it into the cache.
 *
 * @throws EmulatorMissingError if it cannot be fetched, is not the pinned version, or other users can write to the cache
 */
export async function findEmulator(options: EmulatorOptions): Promise<string> {
  const installed = folderOfPackage(options.from ?? import.meta.url);
  if (installed !== undefined) return installed;
  const { contents = CONTENTS } = options;
  const folder = cachedFolder(options.cache);
  if (!isWhole(folder, contents)) {
    await withoutDamaged(folder, options.notice);
    await fetchInto(folder, options);
    if (!isWhole(folder, contents)) throw damaged(folder);
  }
  for (const path of [dirname(folder), folder, join(folder, JAR)]) await assertPrivate(path);
  return folder;
}

function folderOfPackage(from: string): string | undefined {
  try {
    const folder = join(dirname(createRequire(from).resolve(`${PACKAGE}/package.json`)), 'emulator');
    return existsSync(join(folder, JAR)) ? folder : undefined;
  } catch {
    return undefined;
  }
}

const JAR = 'DynamoDBLocal.jar';
const LIBRARIES = 'DynamoDBLocal_lib';

/** Whether the folder holds the jar, bit for bit, and libraries of the right number and size. */
function isWhole(folder: string, { jar, libraries }: Contents): boolean {
  try {
    const files = readdirSync(join(folder, LIBRARIES), { recursive: true, encoding: 'utf8' })
      .map((file) => statSync(join(folder, LIBRARIES, file)))
      .filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (files.length !== libraries.files || bytes !== libraries.bytes) return false;
    return (
      createHash('sha256')
        .update(readFileSync(join(folder, JAR)))
        .digest('hex') === jar
    );
  } catch {
    return false;
  }
}

async function withoutDamaged(folder: string, notice: EmulatorOptions['notice']): Promise<void> {
  if (!existsSync(folder)) return;
  notice(`DynamoDB Local in ${folder} is damaged; it is fetched again`);
  await rm(folder, { recursive: true, force: true }).catch((cause: unknown) => {
    throw damaged(folder, cause);
  });
}

const damaged = (folder: string, cause?: unknown): EmulatorMissingError =>
  new EmulatorMissingError(`DynamoDB Local in ${folder} is damaged. Remove this folder and start again`, { cause });

const cachedFolder = (cache: string): string => join(cache, 'dynamodb-local', VERSION);

async function fetchInto(folder: string, { cache, notice, npm }: EmulatorOptions): Promise<void> {
  notice(`fetching DynamoDB Local with npm (${PACKAGE} ${VERSION}, first boot only)`);
  const pinned = { name: PACKAGE, version: VERSION, integrity: INTEGRITY };
  await fetchPackage(pinned, 'emulator', folder, npm).catch((cause: unknown) => {
    if (cause instanceof FetchError) throw missing(cause.message, cause);
    throw new EmulatorMissingError(
      `the cache folder ${cache} cannot be written to: ${messageOf(cause)}. Set EVENKEEL_CACHE to a folder of your own`,
      { cause },
    );
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const missing = (what: string, cause?: unknown): EmulatorMissingError =>
  new EmulatorMissingError(
    `DynamoDB Local could not be downloaded: ${what}. Check the network and npm's registry, run \`npm install --save-dev ${PACKAGE}\`, or use another DynamoDB with --dynamodb-endpoint URL`,
    { cause },
  );

/** Refuses to run a jar that another user could replace. */
async function assertPrivate(folder: string): Promise<void> {
  if (await isPrivate(folder)) return;
  throw new EmulatorMissingError(
    `DynamoDB Local is not run from ${folder}, because other users can write to that folder. Remove it, or set EVENKEEL_CACHE to a private folder`,
  );
}
