import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** The published packages, each with its folder. */
export const packages = {
  '@evenkeel/chaos': 'chaos',
  '@evenkeel/reconciler': 'reconciler',
  '@evenkeel/cdk': 'infra',
  '@evenkeel/local': 'local',
  evenkeel: 'cli',
} as const;

export type PackageName = keyof typeof packages;

/** Whether the packages have their types. Without them, they are built in seconds. */
export type Contents = 'whole' | 'untyped';

/** The published tarball of each package. Built once per state of the sources. */
export async function tarballs(contents: Contents = 'whole'): Promise<Readonly<Record<PackageName, string>>> {
  const hash = await hashOfSources();
  const folder = join(repository, '.cache', 'packages', contents === 'whole' ? hash : `${hash}-${contents}`);
  if (!existsSync(folder)) await packInto(folder, contents);
  const files = await readdir(folder);
  const entries = Object.keys(packages).map((name) => {
    const prefix = `${name.replace('@', '').replace('/', '-')}-`;
    const file = files.find((each) => each.startsWith(prefix) && /^\d/.test(each.slice(prefix.length)));
    if (file === undefined) throw new Error(`npm pack wrote no tarball of ${name} to ${folder}`);
    return [name, join(folder, file)] as const;
  });
  return Object.fromEntries(entries) as Record<PackageName, string>;
}

async function packInto(folder: string, contents: Contents): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  const run = (...parts: readonly string[]) =>
    x('npm', [...parts], { throwOnError: true, nodeOptions: { cwd: repository } });
  await run('run', 'build', ...(contents === 'whole' ? [] : ['--', '--untyped']));
  await run('pack', ...Object.values(packages).flatMap((each) => ['--workspace', each]), '--pack-destination', scratch);
  await Promise.all(
    Object.values(packages).map((each) => rm(join(repository, each, 'dist'), { recursive: true, force: true })),
  );
  await rename(scratch, folder);
}

async function hashOfSources(): Promise<string> {
  const { stdout } = await x('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    throwOnError: true,
    nodeOptions: { cwd: repository },
  });
  const hash = createHash('sha256');
  for (const file of stdout
    .split('\n')
    .filter((each) => !/^(test|docs|examples)\//.test(each))
    .sort()) {
    const content = await readFile(join(repository, file)).catch(() => undefined);
    if (content !== undefined) hash.update(`\0${file}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 20);
}

/**
 * Installs into a project what `npm install evenkeel` would: the unpacked tarballs, and this repository's copies of the
 * packages that would come from the registry.
 *
 * @returns the path of the command
 */
export async function installPackage(project: string, contents: Contents = 'whole'): Promise<string> {
  const modules = join(project, 'node_modules');
  for (const [name, tarball] of Object.entries(await tarballs(contents))) {
    const target = join(modules, name);
    await mkdir(target, { recursive: true });
    await x('tar', ['-xzf', tarball, '--strip-components=1', '-C', target], { throwOnError: true });
    // Versions that npm did not put at the top, because another package needs another one.
    const own = join(repository, packages[name as PackageName], 'node_modules');
    if (existsSync(own)) await symlink(own, join(target, 'node_modules'));
  }
  for (const name of await readdir(join(repository, 'node_modules'))) {
    if (name.startsWith('.package') || name === 'evenkeel' || name === '@evenkeel') continue;
    await symlink(join(repository, 'node_modules', name), join(modules, name));
  }
  return join(modules, 'evenkeel', 'bin', 'evenkeel.js');
}
