import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { markKilled } from '@evenkeel/chaos/stage';
import { cacheDirectory } from '../places.ts';
import { isGone, thisProcess } from './holder.ts';

/**
 * The runs in progress on this machine, one file each below `<cache>/runs/`. A run whose process is gone was killed. If
 * a system was booted for that run, it is gone too, and with it the stage's lock that would have shown this.
 */
const runsRegister = () => join(cacheDirectory(), 'runs');

const Run = z.object({ host: z.string(), pid: z.int(), started: z.string(), directory: z.string() });

/** Registers a run. @returns a function that unregisters it */
export async function registerRun(directory: string): Promise<() => Promise<void>> {
  const file = join(runsRegister(), `${process.pid}.json`);
  await mkdir(runsRegister(), { recursive: true });
  await writeFile(file, JSON.stringify({ ...(await thisProcess()), directory }));
  return () => rm(file, { force: true });
}

/** Marks the journals of killed runs as interrupted. @returns their directories */
async function markKilledRuns(): Promise<string[]> {
  const marked: string[] = [];
  const files = await readdir(runsRegister()).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const path = join(runsRegister(), file);
    const run = await readFile(path, 'utf8')
      .then((text) => Run.safeParse(JSON.parse(text)).data)
      .catch(() => undefined);
    if (run !== undefined && !(await isGone(run))) continue;
    if (run !== undefined && (await markKilled(run.directory))) marked.push(run.directory);
    await rm(path, { force: true });
  }
  return marked;
}

/** Reports which runs were killed since the last command. */
export async function reportKilledRuns(report: (line: string) => void): Promise<void> {
  for (const directory of await markKilledRuns()) report(`a run was killed; its journal now says so: ${directory}`);
}
