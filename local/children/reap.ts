import { endProcess } from './end.ts';
import { isRunning } from './identity.ts';
import { readRegister, removeRegister, removeScratch } from './register.ts';

/** The directory belongs to a running system. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by the running process ${String(pid)}: end it first, or use another directory`);
  }
}

/**
 * Ends the processes that a killed process left running from `directory`.
 *
 * @returns the names of the processes that it ended
 * @throws DirectoryInUseError if the process that owns the directory is still running
 */
export async function reapStale(directory: string): Promise<readonly string[]> {
  const left = await readRegister(directory);
  if (!left) return [];
  if (await isRunning(left.owner)) throw new DirectoryInUseError(directory, left.owner.pid);
  const ended = await Promise.all(
    left.children.map(async (child) => {
      const running = await isRunning(child);
      await endProcess(child, child.endSignal);
      await removeScratch(child);
      return running ? [child.name] : [];
    }),
  );
  await removeRegister(directory);
  return ended.flat();
}
