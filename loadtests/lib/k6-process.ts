import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** k6 ends its scenarios and writes its summary on SIGINT; past this it is ended the hard way. */
const PATIENCE_MS = 5000;

export interface K6Process {
  /** Exit code, once every byte of output is in the log. Rejects where k6 could not be started. */
  readonly exited: Promise<number>;
}

/** Sees to it that a process is sent SIGINT when this one ends, however it ends. @returns takes the leash off */
export type Leash = (pid: number, signal: 'SIGINT') => () => void;

interface K6Ports {
  readonly environment: Record<string, string>;
  /** File that takes what k6 prints. */
  readonly log: string;
  readonly signal: AbortSignal;
  readonly leash: Leash;
}

/** Runs k6 until it ends, or `signal` ends it. */
export function runK6(
  path: string,
  commandArguments: readonly string[],
  { environment, log, signal, leash }: K6Ports,
): K6Process {
  const output = createWriteStream(log);
  const child = spawn(path, commandArguments, {
    env: { ...process.env, ...environment, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    // A group of its own: Ctrl-C on the terminal reaches k6 once, through the signal, not twice.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const stop = () => {
    interrupt(child);
  };
  signal.addEventListener('abort', stop, { once: true });
  // The command itself may end without a word to anyone; k6 must not load a system that is gone.
  process.once('exit', stop);
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      resolve(code ?? (killedBy === null ? 1 : 105));
    });
  }).finally(() => {
    signal.removeEventListener('abort', stop);
    process.removeListener('exit', stop);
    output.end();
  });
  if (signal.aborted) stop();
  if (child.pid !== undefined) child.once('exit', leash(child.pid, 'SIGINT'));
  return { exited };
}

function interrupt(child: ChildProcess): void {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  timer.unref();
  child.once('close', () => {
    clearTimeout(timer);
  });
}
