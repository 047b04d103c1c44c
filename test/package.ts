import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Puts into a project what `npm install evenkeel` would: the tarball as it is published, unpacked, and beside it the
 * packages of this repository in place of those a registry would give.
 *
 * @returns the command's file
 */
export async function installPackage(project: string): Promise<string> {
  const packages = join(project, 'node_modules');
  const target = join(packages, 'evenkeel');
  await mkdir(target, { recursive: true });
  await x('npm', ['pack', '--pack-destination', project], { throwOnError: true, nodeOptions: { cwd: repository } });
  const tarball = (await readdir(project)).find((file) => file.endsWith('.tgz')) ?? 'no tarball was packed';
  await x('tar', ['-xzf', join(project, tarball), '--strip-components=1', '-C', target], { throwOnError: true });
  for (const name of await readdir(join(repository, 'node_modules'))) {
    if (!name.startsWith('.package')) await symlink(join(repository, 'node_modules', name), join(packages, name));
  }
  return join(target, 'bin', 'evenkeel.js');
}
