import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runsDirectory } from '../places.ts';

/** The path `reports/runs/<name>/<UTC time>/`. Creates nothing. */
export function nameRun(name: string, began: Date): string {
  return join(runsDirectory(), name, began.toISOString().replaceAll(':', '-'));
}

/** Points the link `latest`, next to the run directory, to it. */
export async function linkLatest(directory: string): Promise<void> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  const link = join(parent, `.latest-${process.pid}`);
  await rm(link, { force: true });
  await symlink(basename(directory), link);
  await rename(link, join(parent, 'latest'));
}
