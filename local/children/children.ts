import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { endProcess } from './end.ts';
import { identifyProcess, type ProcessIdentity } from './identity.ts';
import { leash } from './leash.ts';
import { type RegisteredChild, removeRegister, removeScratch, writeRegister } from './register.ts';

/** Lines of output kept for the message of a child that fails. */
const TAIL_LINES = 12;

interface ChildSpec {
  /** What it is called in messages, e.g. `DynamoDB Local`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The signal at which it ends in good order. */
  readonly endSignal: 'SIGTERM' | 'SIGINT';
  /** User and group to run as, where this process may choose. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined;
  /** A folder of its own, removed when it has ended. */
  readonly scratch?: string;
}

interface Child {
  /** Rejects when the process ends or could not start, with its last lines; never resolves. */
  readonly failed: Promise<never>;
  readonly end: () => Promise<void>;
}

/** The processes started from one directory, on record there so that a later start can end what is left of them. */
export interface Children {
  readonly start: (spec: ChildSpec) => Promise<Child>;
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

export async function openChildren(directory: string): Promise<Children> {
  await mkdir(directory, { recursive: true });
  const running = new Map<RegisteredChild, () => Promise<void>>();
  let writing: Promise<void> = writeRegister(directory, []);
  const record = (): Promise<void> => {
    writing = writing.then(() => writeRegister(directory, [...running.keys()]));
    return writing;
  };
  await writing;

  const start = async (spec: ChildSpec): Promise<Child> => {
    const child = spawn(spec.command, spec.args, {
      cwd: directory,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C at the terminal must reach this process alone, which then ends the rest in order.
      detached: true,
      ...spec.runAs,
    });
    const failed = failureOf(spec.name, child);
    if (child.pid === undefined) return await failed;
    const unleash = leash(child.pid, spec.endSignal);
    child.once('exit', unleash);
    const identity: ProcessIdentity | undefined = await identifyProcess(child.pid);
    if (!identity) return await failed;
    const entry: RegisteredChild = { ...identity, name: spec.name, endSignal: spec.endSignal, scratch: spec.scratch };
    const end = async (): Promise<void> => {
      await endProcess(identity, spec.endSignal);
      await removeScratch(entry);
      if (running.delete(entry)) await record();
    };
    running.set(entry, end);
    await record();
    return { failed, end };
  };

  const close = async (): Promise<void> => {
    await Promise.all([...running.values()].map((end) => end()));
    await removeRegister(directory);
  };
  return { start, close };
}
