import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../cli/places.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What the command has written to stderr so far. */
  readonly stderr: () => string;
  /** Resolves when the text appears on stderr; rejects when the command ends without it. */
  readonly says: (text: string) => Promise<void>;
  /** The first JSON object on stdout, for commands that keep running after it. */
  readonly firstObject: () => Promise<unknown>;
}

/** Runs the command as a user would: in its own process, from the given folder. */
export function evenkeel(
  arguments_: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** The command's file; this repository's by default. */
    readonly bin?: string;
    /** A command of the shell that limits what the command may use, such as `ulimit -n 64`. */
    readonly limit?: string;
  } = {},
): Running {
  // Plain text whatever the test run's own terminal: Jest and CI services set FORCE_COLOR, which children inherit.
  const command = [process.execPath, options.bin ?? join(repository, 'cli', 'bin', 'evenkeel.js'), ...arguments_];
  const limited = ['sh', '-c', `${options.limit ?? ':'} && exec "$@"`, 'limited', ...command];
  const [program = '', ...rest] = options.limit === undefined ? command : limited;
  const child = spawn(program, rest, {
    cwd: options.cwd ?? repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', ...options.env, NODE_OPTIONS: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
  return {
    process: child,
    ended,
    stderr: () => stderr,
    says: (text) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (stderr.includes(text)) resolve();
        };
        child.stderr.on('data', look);
        look();
        void ended.then(({ exitCode }) => {
          reject(new Error(`evenkeel ended with ${exitCode ?? 'a signal'} before it said "${text}":\n${stderr}`));
        });
      }),
    firstObject: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          try {
            resolve(JSON.parse(stdout));
          } catch {
            // Not complete yet.
          }
        };
        child.stdout.on('data', look);
        look();
        void ended.then(({ exitCode }) => {
          reject(new Error(`evenkeel ended with ${exitCode ?? 'a signal'} before it printed an object:\n${stderr}`));
        });
      }),
  };
}

/** What takes long to make, and is the same for every system. */
const SHARED = ['assemblies', 'dynamodb-local', 'k6', 'node'];

/**
 * A cache folder with an empty registry of running systems, so that no other system on this machine is taken for the test's
 * own. It shares what takes long to make.
 */
export async function ownCache(folder: string): Promise<string> {
  const cache = join(folder, 'cache');
  await mkdir(cache, { recursive: true });
  for (const name of SHARED) {
    const shared = join(cacheDirectory(), name);
    await mkdir(shared, { recursive: true });
    await symlink(shared, join(cache, name));
  }
  return cache;
}

/** Whether a process is running. A zombie is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^Z/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
