import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { endProcess } from './end.ts';
import { identifyProcess, type ProcessIdentity } from './identity.ts';
import { parentWatch } from './parent-watch.ts';
import { type RegisteredChild, removeRegister, removeScratch, writeRegister } from './register.ts';

/** Lines of output kept for the error message when a child fails. */
const TAIL_LINES = 12;

/** Real milliseconds for a process to end by itself. None keeps anything that a sudden end would lose. */
const GRACE_MS = 1_500;

interface ChildSpec {
  /** Name used in messages, e.g. `DynamoDB Local`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The signal that shuts it down cleanly. */
  readonly endSignal: 'SIGTERM' | 'SIGINT';
  /** User and group to run as, if this process may change them. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined;
  /** The child's own folder, removed after it has ended. */
  readonly scratch?: string;
}

interface Child {
  /** Rejects with the last lines of output when the process ends or cannot start; never resolves. */
  readonly failed: Promise<never>;
  readonly end: () => Promise<void>;
}

interface DeadChild {
  readonly name: string;
  readonly how: string;
}

/** The processes started from one directory. They are recorded there, so that a later start can end any that are left. */
export interface Children {
  readonly start: (spec: ChildSpec) => Promise<Child>;
  /** Those that have ended although nobody asked them to, and how: `SIGKILL` or `exit 1`. */
  readonly died: () => readonly DeadChild[];
  readonly close: () => Promise<void>;
}

const lastLines = (process: ChildProcess): (() => string) => {
  let tail: string[] = [];
  const keep = (chunk: Buffer): void => {
    tail = [...tail, ...chunk.toString('utf8').trim().split('\n')].slice(-TAIL_LINES);
  };
  process.stdout?.on('data', keep);
  process.stderr?.on('data', keep);
  return () => tail.join('\n');
};

const failureOf = (name: string, process: ChildProcess): Promise<never> => {
  const tail = lastLines(process);
  const failed = new Promise<never>((_resolve, reject) => {
    process.once('error', (error) => {
      reject(new Error(`${name} could not be started: ${error.message}`, { cause: error }));
    });
    process.once('exit', (code, signal) => {
      reject(new Error(`${name} ended (${signal ?? `exit ${String(code)}`}):\n${tail()}`));
    });
  });
  failed.catch(() => undefined);
  return failed;
};

const closing = ({ name }: ChildSpec): Error => new Error(`${name} is not started: the system is closing`);

/** Starts recording child processes in `directory`. */
export async function openChildren(directory: string): Promise<Children> {
  await mkdir(directory, { recursive: true });
  const running = new Map<RegisteredChild, () => Promise<void>>();
  const dead: DeadChild[] = [];
  const ending = new Set<ChildProcess>();
  let writing: Promise<void> = writeRegister(directory, []);
  const record = (): Promise<void> => {
    writing = writing.then(() => writeRegister(directory, [...running.keys()]));
    return writing;
  };
  await writing;

  let closed = false;
  const isClosed = (): boolean => closed;

  const start = async (spec: ChildSpec): Promise<Child> => {
    if (isClosed()) throw closing(spec);
    const child = spawn(spec.command, spec.args, {
      cwd: directory,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // In its own process group: Ctrl-C then reaches only this process, which shuts the others down in order.
      detached: true,
      ...spec.runAs,
    });
    const failed = failureOf(spec.name, child);
    if (child.pid === undefined) return await failed;
    child.once('exit', parentWatch(child.pid, spec.endSignal));
    child.once('exit', (code, signal) => {
      if (!ending.has(child)) dead.push({ name: spec.name, how: signal ?? `exit ${String(code)}` });
    });
    const identity: ProcessIdentity | undefined = await identifyProcess(child.pid);
    if (!identity) return await failed;
    const entry: RegisteredChild = { ...identity, name: spec.name, endSignal: spec.endSignal, scratch: spec.scratch };
    const end = async (): Promise<void> => {
      ending.add(child);
      await endProcess(identity, spec.endSignal, GRACE_MS);
      await removeScratch(entry);
      if (running.delete(entry)) await record();
    };
    running.set(entry, end);
    // It was started while the others were ended, so nothing else ends it.
    if (isClosed()) {
      await end();
      await removeRegister(directory);
      throw closing(spec);
    }
    await record();
    return { failed, end };
  };

  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all([...running.values()].map((end) => end()));
    await removeRegister(directory);
  };
  return { start, died: () => dead, close };
}
