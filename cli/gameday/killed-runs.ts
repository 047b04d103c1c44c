import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { markKilled } from '../../chaos/stage.ts';
import { cacheDirectory } from '../places.ts';
import { isGone, thisProcess } from './holder.ts';

/**
 * Runs under way on this machine, a file each below `<cache>/runs/`. One whose process is gone was killed: its system,
 * where it was booted for it, is gone too, and with that the stage's lock that would tell of it.
 */
const runsRegister = () => join(cacheDirectory(), 'runs');

const Run = z.object({ host: z.string(), pid: z.int(), started: z.string(), directory: z.string() });

/** Puts a run on record. @returns takes it off again */
export async function registerRun(directory: string): Promise<() => Promise<void>> {
  const file = join(runsRegister(), `${process.pid}.json`);
  await mkdir(runsRegister(), { recursive: true });
  await writeFile(file, JSON.stringify({ ...(await thisProcess()), directory }));
  return () => rm(file, { force: true });
}

/** Marks the journals of killed runs, and gives their directories. */
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

/** Says, for whoever gives the next command, which runs were killed. */
export async function tellKilledRuns(say: (line: string) => void): Promise<void> {
  for (const directory of await markKilledRuns()) say(`a run was killed; its journal says so now: ${directory}`);
}
