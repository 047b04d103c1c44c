import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as z from 'zod';

/** Identifies a process permanently: a pid may be reused, but not together with its start time. */
export const processIdentity = z.object({
  pid: z.int().positive(),
  /** When it started, in the operating system's own format; only ever compared. */
  started: z.string(),
});
export type ProcessIdentity = z.output<typeof processIdentity>;

/** Field 22 of /proc/<pid>/stat, counted from after the command name, which may contain spaces and brackets. */
async function startOnLinux(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') throw new Error(`process ${String(pid)} has ended`);
  return fields[19] ?? '';
}

async function startElsewhere(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return stdout.trim();
}

/** The identity of the running process with this pid, or undefined if there is none. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    return { pid, started: await (process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)) };
  } catch {
    return undefined;
  }
}

/** Whether exactly this process is still running. */
export async function isRunning({ pid, started }: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(pid))?.started === started;
}
