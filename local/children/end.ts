import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './identity.ts';

const POLL_MS = 25;

/** Sends the signal; does nothing if the process has already ended. */
function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function hasEnded(child: ProcessIdentity, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    if (!(await isRunning(child))) return true;
    await wait(POLL_MS);
  }
  return !(await isRunning(child));
}

/**
 * Sends the process `signal`, and kills it if it is still running after `graceMs` real milliseconds. Does nothing if the
 * pid now belongs to another process.
 */
export async function endProcess(child: ProcessIdentity, signal: NodeJS.Signals, graceMs = 5_000): Promise<void> {
  if (!(await isRunning(child))) return;
  signalProcess(child.pid, signal);
  if (await hasEnded(child, graceMs)) return;
  signalProcess(child.pid, 'SIGKILL');
  await hasEnded(child, graceMs);
}
