import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SystemDescription } from '../../chaos/schemas/index.ts';
import { reapStale } from '../../local/children/index.ts';
import { cacheDirectory } from '../places.ts';

/**
 * Running local systems, one folder each below `<cache>/systems/`, named by the id of the process that holds it. A
 * folder whose process is gone was left by a kill: what it started is ended before anything new starts.
 */
const systemsDirectory = () => join(cacheDirectory(), 'systems');

/**
 * A system of a live process, and what that holds it for: to be worked on by other commands, as `evenkeel up` does, or
 * for its own runs alone, so that others may look at it and stop what is armed, and no more.
 */
const RunningSystem = z.object({ heldFor: z.enum(['others', 'its-runs']), system: SystemDescription });

export type RunningSystem = z.infer<typeof RunningSystem>;

export async function claimDirectory(pid: number = process.pid): Promise<string> {
  const directory = join(systemsDirectory(), String(pid));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  return directory;
}

export async function publish(directory: string, running: RunningSystem): Promise<void> {
  await writeFile(join(directory, 'system.json'), JSON.stringify(running, null, 2), { mode: 0o600 });
}

export async function release(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Ends what systems of killed processes left running, and says how many there were. */
export async function cleanUpAfterKilled(): Promise<number> {
  const stale = (await pids()).filter((pid) => !isAlive(pid));
  for (const pid of stale) {
    const directory = join(systemsDirectory(), String(pid));
    await reapStale(directory);
    await release(directory);
  }
  return stale.length;
}

/** Systems that are up on this machine right now. */
export async function runningSystems(): Promise<readonly RunningSystem[]> {
  const found: RunningSystem[] = [];
  for (const pid of (await pids()).filter(isAlive)) {
    try {
      const text = await readFile(join(systemsDirectory(), String(pid), 'system.json'), 'utf8');
      found.push(RunningSystem.parse(JSON.parse(text)));
    } catch {
      // Still booting: it has published nothing yet.
    }
  }
  return found;
}

async function pids(): Promise<readonly number[]> {
  try {
    return (await readdir(systemsDirectory())).map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
