import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './identity.ts';

const POLL_MS = 25;

/** Sends the signal; a process that is gone already is as good. */
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

/** Asks the process to end, and after `graceMs` real milliseconds makes it. A number given to another is let be. */
export async function endProcess(child: ProcessIdentity, signal: NodeJS.Signals, graceMs = 5_000): Promise<void> {
  if (!(await isRunning(child))) return;
  signalProcess(child.pid, signal);
  if (await hasEnded(child, graceMs)) return;
  signalProcess(child.pid, 'SIGKILL');
  await hasEnded(child, graceMs);
}
