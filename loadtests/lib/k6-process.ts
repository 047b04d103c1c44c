import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** On SIGINT, k6 ends its scenarios and writes its summary. After this time it is killed. */
const GRACE_MS = 5000;

export interface K6Process {
  /** Resolves to the exit code once all output is in the log. Rejects if k6 could not be started. */
  readonly exited: Promise<number>;
}

/**
 * Makes sure that a process gets SIGINT when this one ends, even if it is killed. @returns a function that ends the
 * watch
 */
export type ParentWatch = (pid: number, signal: 'SIGINT') => () => void;

interface K6Ports {
  readonly environment: Record<string, string>;
  /** File for k6's output. */
  readonly log: string;
  readonly signal: AbortSignal;
  readonly parentWatch: ParentWatch;
}

/** Runs k6 until it ends or `signal` aborts it. */
export function runK6(
  path: string,
  commandArguments: readonly string[],
  { environment, log, signal, parentWatch }: K6Ports,
): K6Process {
  const output = createWriteStream(log);
  const child = spawn(path, commandArguments, {
    env: { ...process.env, ...environment, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    // Its own process group: otherwise Ctrl-C would reach k6 twice, from the terminal and through the signal.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const stop = () => {
    interrupt(child);
  };
  signal.addEventListener('abort', stop, { once: true });
  // This process may exit without aborting the signal; k6 must not continue without it.
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
  if (child.pid !== undefined) child.once('exit', parentWatch(child.pid, 'SIGINT'));
  return { exited };
}

function interrupt(child: ChildProcess): void {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  timer.unref();
  child.once('close', () => {
    clearTimeout(timer);
  });
}
