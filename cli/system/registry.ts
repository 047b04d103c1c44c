import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SystemDescription } from '@evenkeel/chaos/schemas';
import { identifyProcess, isRunning, type ProcessIdentity, processIdentity, reapStale } from '@evenkeel/local/children';
import { cacheDirectory } from '../places.ts';

/** Names the process that claimed a folder, for good. */
const OWNER = 'owner.json';

/**
 * The folder of the running local systems. Each has a folder in it, named after the pid of its process. If that process
 * no longer exists, it was killed, and the processes that it left running are ended before a new system starts.
 */
const systemsDirectory = () => join(cacheDirectory(), 'systems');

/**
 * A running system, and for whom its process runs it: for other commands, as `evenkeel up` does, or only for its own
 * runs. In the latter case, other commands can only show and stop what is armed.
 */
const RunningSystem = z.object({ heldFor: z.enum(['others', 'its-runs']), system: SystemDescription });

export type RunningSystem = z.infer<typeof RunningSystem>;

/** Creates the empty folder for the system of a process. */
export async function claimDirectory(pid: number = process.pid): Promise<string> {
  const directory = join(systemsDirectory(), String(pid));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, OWNER), JSON.stringify(await identifyProcess(pid)));
  return directory;
}

/** Makes a system visible to other commands. */
export async function publish(directory: string, running: RunningSystem): Promise<void> {
  await writeFile(join(directory, 'system.json'), JSON.stringify(running, null, 2), { mode: 0o600 });
}

/** Removes the folder of a system that has ended. */
export async function release(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Ends the processes that killed systems left running, and returns the number of those systems. */
export async function cleanUpAfterKilled(): Promise<number> {
  const stale = await pids(async (pid) => !(await isOwned(pid)));
  for (const pid of stale) {
    const directory = join(systemsDirectory(), String(pid));
    await reapStale(directory);
    await release(directory);
  }
  return stale.length;
}

/** The systems that are currently up on this machine. */
export async function runningSystems(): Promise<readonly RunningSystem[]> {
  const found: RunningSystem[] = [];
  for (const pid of await pids(isOwned)) {
    try {
      const text = await readFile(join(systemsDirectory(), String(pid), 'system.json'), 'utf8');
      found.push(RunningSystem.parse(JSON.parse(text)));
    } catch {
      // It is still booting and has not been published yet.
    }
  }
  return found;
}

async function pids(wanted: (pid: number) => Promise<boolean>): Promise<readonly number[]> {
  const names = await readdir(systemsDirectory()).catch((): string[] => []);
  const all = names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  const chosen = await Promise.all(all.map(wanted));
  return all.filter((_, index) => chosen[index]);
}

/**
 * Whether the process that claimed the folder is still running. Its pid alone does not say so: the operating system gives
 * the pid of a killed process to another one in time.
 */
async function isOwned(pid: number): Promise<boolean> {
  const owner = await readOwner(pid);
  return owner === undefined ? (await identifyProcess(pid)) !== undefined : await isRunning(owner);
}

/** Undefined between the creation of a folder and the moment when its owner is recorded. */
async function readOwner(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const text = await readFile(join(systemsDirectory(), String(pid), OWNER), 'utf8');
    return processIdentity.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
