/** Troubles of the machine during a run: none may end in FAIL, leave anything running, or keep the next start from working. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { evenkeel, isAlive, type Running } from './evenkeel.ts';
import { enginesOf, isInUse, type KillStage, openKillStage } from './killing.ts';

type Victim = 'DynamoDB Local' | 'PostgreSQL' | 'k6' | 'the harness' | 'the process of the workers';

const VICTIMS: readonly Victim[] = ['DynamoDB Local', 'PostgreSQL', 'k6', 'the harness', 'the process of the workers'];

/** How long a process is stopped, and where in the load that is, in milliseconds. */
const STOPPED_MS = 10_000;
const INTO_LOAD_MS = 1500;

const PASSED = 0;
/** Before anything started: the experiment asks for more than the machine can deliver at the time. */
const REFUSED = 2;
const UNDECIDED = 3;
const BROKEN = 4;

const children: ChildProcess[] = [];
let stage: KillStage;

function pidOf(victim: Victim, run: Running): number {
  if (victim === 'the harness') return run.process.pid ?? 0;
  if (victim === 'the process of the workers') return stage.up.process.pid ?? 0;
  const pid = victim === 'k6' ? k6Of(run) : enginesOf(stage.cache, stage.up).find(({ name }) => name === victim)?.pid;
  if (pid === undefined) throw new Error(`${victim} is not running`);
  return pid;
}

/** The child of the run that writes points into its folder. */
function k6Of({ process: { pid } }: Running): number | undefined {
  const isChild = (other: string) => {
    try {
      const parent = readFileSync(`/proc/${other}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
      return parent === String(pid) && readFileSync(`/proc/${other}/cmdline`, 'utf8').includes('points.ndjson');
    } catch {
      return false;
    }
  };
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isChild(name));
  return found === undefined ? undefined : Number(found);
}

/** What `chaos check` says of what the run left. */
async function checkedVerdict(): Promise<unknown> {
  const { stdout } = await stage.evenkeel(['chaos', 'check', 'quick', '--json']).ended;
  return (JSON.parse(stdout) as { verdict: unknown }).verdict;
}

async function isSoundAgain(): Promise<void> {
  const { exitCode } = await stage.run('quick').ended;
  expect([PASSED, UNDECIDED]).toContain(exitCode);
}

beforeAll(async () => {
  stage = await openKillStage();
}, 300_000);

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => stage.close());

describe('a run during which something stands still for ten seconds', () => {
  it.each(VICTIMS)(
    'is INVALID, never FAIL: %s',
    async (victim) => {
      const run = stage.run('quick');
      await run.says('phase refused');
      await sleep(INTO_LOAD_MS);
      const pid = pidOf(victim, run);
      process.kill(pid, 'SIGSTOP');
      await sleep(STOPPED_MS);
      process.kill(pid, 'SIGCONT');
      expect((await run.ended).exitCode).toBe(UNDECIDED);
      expect(await checkedVerdict()).toBe('INVALID');
      expect(isInUse(stage.folder)).toBe(false);
      expect(await stage.status()).toMatchObject({ armed: [], drift: [] });
    },
    300_000,
  );
});

describe('a run whose machine', () => {
  it('has a load of twelve never fails the system', async () => {
    for (let hog = 0; hog < 12; hog += 1) children.push(spawn(process.execPath, ['-e', 'for (;;);']));
    const { exitCode, stderr } = await stage.run('quick').ended;
    const isRefused = exitCode === REFUSED && stderr.includes('--scale');
    expect({ exitCode, stderr, isFine: isRefused || exitCode === PASSED || exitCode === UNDECIDED }).toMatchObject({
      isFine: true,
    });
  }, 300_000);

  it.each([
    ['allows no large files', 'ulimit -f 100', 'the shell limits the size of files'],
    ['has no file handle left', 'ulimit -n 48', 'ulimit -n'],
  ])(
    '%s breaks with a message, and leaves nothing behind',
    async (_what, limit, says) => {
      const { exitCode, stderr } = await stage.evenkeel(['chaos', 'run', 'quick.yaml', '--json'], limit).ended;
      expect([UNDECIDED, BROKEN]).toContain(exitCode);
      expect(stderr).toContain(says);
      expect(isInUse(stage.folder)).toBe(false);
      await isSoundAgain();
    },
    300_000,
  );

  it('has no writable cache folder does not start, and says what to set', async () => {
    // Nobody can create a folder below a file, not even root.
    const env = { EVENKEEL_CACHE: join(stage.folder, 'quick.yaml', 'cache') };
    const { exitCode, stderr } = await evenkeel(['chaos', 'run', 'quick.yaml'], { cwd: stage.folder, env }).ended;
    expect(exitCode).toBe(BROKEN);
    expect(stderr).toContain('Set EVENKEEL_CACHE');
  }, 60_000);
});

describe('a run one of whose processes is killed with -9', () => {
  it.each(VICTIMS)(
    'is broken, not FAIL: %s; it leaves nothing running, and the next start works',
    async (victim) => {
      const run = stage.run('quick');
      await run.says('phase refused');
      await sleep(INTO_LOAD_MS);
      const pids = enginesOf(stage.cache, stage.up).map(({ pid }) => pid);
      process.kill(pidOf(victim, run), 'SIGKILL');
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(victim === 'the harness' ? null : BROKEN);
      if (victim === 'DynamoDB Local' || victim === 'PostgreSQL') {
        expect(stderr).toContain(`${victim} ended during the run (SIGKILL)`);
      }
      expect(await checkedVerdict()).toBe('INVALID');
      await stage.close();
      await sleep(2000);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(isInUse(stage.folder)).toBe(false);
      stage = await openKillStage();
      await isSoundAgain();
    },
    600_000,
  );
});

describe('thirty sound runs beside other work', () => {
  const RUNS = 30;
  /** Busy processes beside a run: one to four. */
  const MAX_LOAD = 4;

  it('never fail the system, and pass more often than not', async () => {
    const codes: (number | null)[] = [];
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const load = 1 + ((seed - 1) % MAX_LOAD);
      const hogs = Array.from({ length: load }, () => spawn(process.execPath, ['-e', 'for (;;);']));
      children.push(...hogs);
      const command = ['chaos', 'run', 'quick.yaml', '--seed', String(seed), '--json'];
      const { exitCode, stderr } = await stage.evenkeel(command).ended;
      for (const hog of hogs) hog.kill('SIGKILL');
      const why = exitCode === PASSED ? '' : `: ${stderr}`;
      process.stdout.write(`seed ${seed}, load ${load}: exit code ${exitCode}${why}\n`);
      codes.push(exitCode);
    }
    expect(codes.filter((code) => code !== PASSED && code !== UNDECIDED)).toEqual([]);
    expect(codes.filter((code) => code === PASSED).length).toBeGreaterThan(RUNS / 2);
  }, 3_600_000);
});
