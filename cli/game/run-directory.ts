import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runsDirectory } from '../places.ts';

/** Makes `reports/runs/<name>/<UTC time>/` and points `latest` beside it there. */
export async function openRun(name: string, began: Date): Promise<string> {
  const parent = join(runsDirectory(), name);
  const time = began.toISOString().replaceAll(':', '-');
  const directory = join(parent, time);
  await mkdir(directory, { recursive: true });
  const link = join(parent, `.latest-${process.pid}`);
  await rm(link, { force: true });
  await symlink(time, link);
  await rename(link, join(parent, 'latest'));
  return directory;
}
