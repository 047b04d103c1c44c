/**
 * Finds or builds k6. Its licence is the AGPL, so it is never part of the package. In this order: a k6 of the right major
 * version on PATH, one built earlier, or one built from the module in loadtests/k6, whose go.sum pins every byte.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pRetry from 'p-retry';
import { lock } from 'proper-lockfile';
import { x } from 'tinyexec';
import { K6MissingError } from './errors.ts';

const MAJOR = 2;
const PINNED = '2.2.0';
const GO = { major: 1, minor: 26 };

/** Milliseconds between two attempts to take the lock. */
const LOCK_POLL = 500;
/** The binary need not exist. Whoever loses the lock goes on: two builds at once only take longer. */
const LOCK = { realpath: false, stale: 10_000, onCompromised: () => undefined };

export interface K6 {
  readonly path: string;
  readonly version: string;
  readonly from: 'PATH' | 'cache' | 'built';
}

interface Building {
  readonly signal?: AbortSignal | undefined;
  /** Called when a build begins, which takes about a minute, or when another process is at it. */
  readonly onBuild?: ((message: string) => void) | undefined;
}

/** Finds an installed or previously built k6; builds nothing. */
export async function findK6(): Promise<K6 | undefined> {
  const onPath = await versionOf('k6');
  if (onPath !== undefined && majorOf(onPath) === MAJOR) return { path: 'k6', version: onPath, from: 'PATH' };
  const path = await cachedPath();
  const version = existsSync(path) ? await versionOf(path) : undefined;
  return version === undefined ? undefined : { path, version, from: 'cache' };
}

/** Finds k6, or builds it. @throws K6MissingError if neither is possible */
export async function obtainK6(building: Building = {}): Promise<K6> {
  const found = await findK6();
  if (found !== undefined) return found;
  const go = await findGo();
  if (go === undefined)
    throw new K6MissingError(`k6 ${MAJOR}.x is not installed, and neither is Go to build it. ${WAYS}`);
  return buildAlone(building, go);
}

/** The version of an installed Go that can build the pinned k6, or `undefined`. */
export async function findGo(): Promise<string | undefined> {
  const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec((await output('go', ['version'])) ?? '')?.[1];
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major > GO.major || (major === GO.major && minor >= GO.minor) ? version : undefined;
}

const WAYS =
  `Any of three fixes this: put k6 ${MAJOR}.x on PATH (https://grafana.com/docs/k6/latest/set-up/install-k6/); ` +
  `or install Go >= ${GO.major}.${GO.minor} (https://go.dev/dl/), so that evenkeel can build k6 ${PINNED}; ` +
  `or build it elsewhere (CGO_ENABLED=0 go build go.k6.io/k6/v2 in loadtests/k6) and put the binary on PATH.`;

/**
 * One build runs at a time, because each keeps every core busy: other processes wait for it and use its result. The lock
 * of a process that was killed expires.
 */
async function buildAlone({ signal, onBuild }: Building, go: string): Promise<K6> {
  const path = await cachedPath();
  await mkdir(dirname(path), { recursive: true });
  const release = await lockOf(path, { signal, onBuild });
  try {
    const found = await findK6();
    if (found !== undefined) return found;
    onBuild?.(`building k6 ${PINNED} with Go ${go}, once: about a minute`);
    await build(path, signal);
    return { path, version: PINNED, from: 'built' };
  } finally {
    await release();
  }
}

/** Waits for the lock on the build of the binary. Resolves to what gives it back. */
function lockOf(path: string, { signal, onBuild }: Building): Promise<() => Promise<void>> {
  let waits = false;
  return pRetry(() => lock(path, LOCK), {
    retries: Number.POSITIVE_INFINITY,
    factor: 1,
    minTimeout: LOCK_POLL,
    ...(signal === undefined ? {} : { signal }),
    shouldRetry: ({ error }) => 'code' in error && error.code === 'ELOCKED',
    onFailedAttempt: () => {
      if (!waits) onBuild?.('waiting for another process that builds k6');
      waits = true;
    },
  });
}

/** A rename puts the complete binary in place, so that nobody ever runs half of one. */
async function build(path: string, signal: AbortSignal | undefined): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    const { exitCode, stderr } = await x('go', ['build', '-trimpath', '-o', unfinished, `go.k6.io/k6/v${MAJOR}`], {
      ...(signal === undefined ? {} : { signal }),
      nodeOptions: { cwd: moduleFolder(), env: { ...process.env, CGO_ENABLED: '0' } },
    });
    signal?.throwIfAborted();
    if (exitCode !== 0) throw new K6MissingError(`go build of k6 ${PINNED} failed: ${stderr.trim()}\n${WAYS}`);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function cachedPath(): Promise<string> {
  const key = createHash('sha256')
    .update(`${process.platform}-${process.arch}\n`)
    .update(await readFile(join(moduleFolder(), 'go.mod')))
    .update(await readFile(join(moduleFolder(), 'go.sum')));
  return join(cacheFolder(), 'k6', key.digest('hex').slice(0, 16), process.platform === 'win32' ? 'k6.exe' : 'k6');
}

/** Per user and not per project, so that a fresh clone does not build k6 again. */
function cacheFolder({ EVENKEEL_CACHE, XDG_CACHE_HOME }: NodeJS.ProcessEnv = process.env): string {
  if (EVENKEEL_CACHE !== undefined && EVENKEEL_CACHE !== '') return resolve(EVENKEEL_CACHE);
  const caches = XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return resolve(caches, 'evenkeel');
}

function moduleFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', 'k6');
}

async function versionOf(path: string): Promise<string | undefined> {
  return /\bv?(\d+\.\d+\.\d+)/.exec((await output(path, ['version'])) ?? '')?.[1];
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

/** The standard output of a command, or `undefined` if it cannot be run. */
async function output(command: string, commandArguments: string[]): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await x(command, commandArguments);
    return exitCode === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
