import { hostname } from 'node:os';
import type { Holder } from '@evenkeel/chaos/stage';
import { identifyProcess, isRunning } from '@evenkeel/local/children';

/** This process, as the lock of a stage describes it. */
export async function thisProcess(): Promise<Pick<Holder, 'host' | 'pid' | 'started'>> {
  const identity = await identifyProcess(process.pid);
  return { host: hostname(), pid: process.pid, started: identity?.started ?? '' };
}

/** Whether that process has ended. A process on another host counts as running: nothing is known about it. */
export async function isGone({ host, pid, started }: Pick<Holder, 'host' | 'pid' | 'started'>): Promise<boolean> {
  return host === hostname() && !(await isRunning({ pid, started }));
}
