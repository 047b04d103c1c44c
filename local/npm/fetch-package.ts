import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs npm in a folder. Resolves if it ends with exit code 0, and rejects otherwise. */
export type Npm = (args: readonly string[], cwd: string) => Promise<unknown>;

const npm: Npm = (args, cwd) => run('npm', [...args], { cwd, timeout: 300_000 });

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Hash of the package's tarball, as in the registry and the lock file. */
  readonly integrity: string;
}

/** The package cannot be fetched. The message completes "could not be downloaded: ". */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

/**
 * Fetches a package with the user's npm, and puts one of its folders in place, without the other packages that it depends on.
 * Several processes may do so at once.
 *
 * @param part the path of the folder in the package
 * @param folder where it goes
 * @throws FetchError if npm cannot fetch the package, or it is not the published one
 */
export async function fetchPackage(
  { name, version, integrity }: PinnedPackage,
  part: string,
  folder: string,
  runNpm: Npm = npm,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(tmpdir(), 'evenkeel-npm-'));
  try {
    await runNpm(
      ['pack', `${name}@${version}`, '--ignore-scripts', '--loglevel=error', '--fetch-retries=1'],
      scratch,
    ).catch((cause: unknown) => {
      throw new FetchError(`npm could not fetch ${name}@${version} (${reasonOf(cause)})`, { cause });
    });
    const tarball = (await readdir(scratch)).find((file) => file.endsWith('.tgz'));
    if (tarball === undefined) throw new FetchError(`npm produced no tarball of ${name}@${version}`);
    const digest = createHash('sha512')
      .update(await readFile(join(scratch, tarball)))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) {
      throw new FetchError(
        `npm fetched a tarball of ${name}@${version} that is not the published one (sha512-${digest})`,
      );
    }
    await extract(join(scratch, tarball), part, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function extract(tarball: string, part: string, folder: string): Promise<void> {
  const extracted = await mkdtemp(`${folder}-`);
  const levels = `--strip-components=${String(part.split('/').length + 1)}`;
  await run('tar', ['--no-same-owner', '-xzf', tarball, levels, '-C', extracted, `package/${part}`]);
  // If another process was faster, its copy is the same.
  await rename(extracted, folder).catch(async (error: unknown) => {
    await rm(extracted, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
}

/** What npm wrote, without its prefixes and the path of its log, or the error's own message. */
function reasonOf(error: unknown): string {
  const written = (error as { readonly stderr?: string }).stderr ?? '';
  const lines = written
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log of this run'));
  if (lines.length > 0) return lines.slice(0, 3).join('; ');
  return error instanceof Error ? error.message : String(error);
}
