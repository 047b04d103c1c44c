/** A running system, and runs in other processes for tests to kill. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../../chaos/schemas/index.ts';
import type { StageState } from '../../chaos/stage.ts';
import { evenkeel, ownCache, type Running } from './evenkeel.ts';

/** Expects no alarm, so it ends soon after its load. Its lease outlasts two starts of the command on a busy machine. */
const QUICK = `
version: 1
name: quick
title: No stock for a few orders
hypothesis: They are rolled back.
teaches: That a refusal is an outcome.
steadyState: { before: [{ probe: alarms }, { probe: http, path: /products }], after: [{ probe: http, path: /products }] }
phases:
  - { name: refused, seconds: 9, drainSeconds: 3, scenarios: [{ name: orders, journey: checkout, rate: 4 }] }
faults:
  - id: sold-out
    fault: port-answer
    scenario: orders
    rate: 0.3
    leaseSeconds: 40
    parameters:
      service: warehouse
      step: prepare
      port: store.reserve
      answer: { outcome: OUT_OF_STOCK, reason: 'injected: out of stock' }
      effect: rolls-back
budgets: { detectSeconds: 240, rollbackSeconds: 20, convergeSeconds: 400 }
`;

/** Has every part that a kill can interrupt. */
const WHOLE = `
version: 1
name: whole
title: No stock, then drift, then a reconcile run
hypothesis: Orders are rolled back and drift is repaired.
teaches: What a kill can interrupt.
steadyState: { before: [{ probe: alarms }, { probe: http, path: /products }], after: [{ probe: http, path: /products }] }
phases:
  - { name: refused, seconds: 5, drainSeconds: 5, scenarios: [{ name: orders, journey: checkout, rate: 4 }] }
faults:
  - id: sold-out
    fault: port-answer
    scenario: orders
    rate: 0.3
    leaseSeconds: 12
    parameters:
      service: warehouse
      step: prepare
      port: store.reserve
      answer: { outcome: OUT_OF_STOCK, reason: 'injected: out of stock' }
      effect: rolls-back
drift:
  - { id: wrong-price, fault: store-drift, count: 2, parameters: { kind: price-copy-changed } }
  - { id: orphan-payment, fault: store-drift, count: 2, parameters: { kind: orphan-payment } }
reconcile: { by: run-now, afterSeconds: 160, timeoutSeconds: 60 }
budgets: { detectSeconds: 240, rollbackSeconds: 20, convergeSeconds: 400 }
`;

/** A user's probe module that throws during the load. */
const FAILING = `
setTimeout(() => { throw new Error('a module failed'); }, 6000);
export default async function failing() { return { ok: true, message: 'not yet' }; }
`;

type Experiment = 'quick' | 'whole' | 'failing';

export interface KillStage {
  readonly folder: string;
  readonly up: Running;
  readonly apiUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The cache folder of this system alone. */
  readonly cache: string;
  /** Runs the command from the folder, with that cache. */
  readonly evenkeel: (command: readonly string[], limit?: string) => Running;
  readonly run: (experiment: Experiment) => Running;
  readonly status: () => Promise<StageState>;
  readonly journal: (experiment: string) => Promise<Journal>;
  readonly close: () => Promise<void>;
}

export async function openKillStage(): Promise<KillStage> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-killing-'));
  await writeFile(join(folder, 'quick.yaml'), QUICK);
  await writeFile(join(folder, 'whole.yaml'), WHOLE);
  await writeFile(join(folder, 'failing.mjs'), FAILING);
  const probed = QUICK.replace('name: quick', 'name: failing').replace(
    '{ probe: alarms }',
    '{ probe: module, file: ./failing.mjs }',
  );
  await writeFile(join(folder, 'failing.yaml'), probed);
  const cache = await ownCache(folder);
  const inFolder = (command: readonly string[], limit?: string) =>
    evenkeel(command, { cwd: folder, env: { EVENKEEL_CACHE: cache }, ...(limit !== undefined && { limit }) });
  const up = inFolder(['up', '--speed', '20', '--json']);
  const { apiUrl, headers } = (await up.firstObject()) as Pick<KillStage, 'apiUrl' | 'headers'>;
  return {
    folder,
    up,
    apiUrl,
    headers,
    cache,
    evenkeel: inFolder,
    run: (experiment) => inFolder(['chaos', 'run', `${experiment}.yaml`, '--json']),
    status: async () => {
      const { stdout } = await inFolder(['chaos', 'status', '--json']).ended;
      return JSON.parse(stdout) as StageState;
    },
    journal: async (experiment) =>
      JSON.parse(await readFile(join(folder, 'reports/runs', experiment, 'latest/journal.json'), 'utf8')) as Journal,
    close: async () => {
      up.process.kill('SIGINT');
      await up.ended;
    },
  };
}

export async function kill(run: Running): Promise<void> {
  run.process.kill('SIGKILL');
  await run.ended;
}

/** Whether a k6 process on this machine writes to the folder. */
export function isInUse(folder: string): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.some((pid) => {
    try {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return commandLine.includes('k6') && commandLine.includes(folder);
    } catch {
      return false;
    }
  });
}

/** Processes that a running system has started, by their names. */
export function enginesOf(cache: string, system: Running): readonly { readonly name: string; readonly pid: number }[] {
  const register = join(cache, 'systems', String(system.process.pid), 'children.json');
  return (JSON.parse(readFileSync(register, 'utf8')) as { children: { name: string; pid: number }[] }).children;
}
