/**
 * How long a user of the published command waits, with `up` in another process: until an experiment's load begins, and
 * until the last hit after `chaos stop`.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal, NumberedLine, RunEvent } from '../../../chaos/schemas/index.ts';
import { evenkeel } from '../../e2e/evenkeel.ts';
import { installPackage } from '../../package.ts';
import type { Figure } from '../figure.ts';

/** Under load from its first second, with a long fault that hits every operation. */
const EXPERIMENT = `
version: 1
name: bench
title: Every order is refused
hypothesis: None, it is stopped.
teaches: Nothing.
steadyState: { before: [{ probe: http, path: /products }], after: [{ probe: http, path: /products }] }
phases:
  - { name: refused, seconds: 30, drainSeconds: 5, scenarios: [{ name: orders, journey: checkout, rate: 10 }] }
faults: [{ id: sold-out, fault: out-of-stock, scenario: orders, leaseSeconds: 60 }]
budgets: { detectSeconds: 60, rollbackSeconds: 60, convergeSeconds: 1200 }
`;

/** The number of starts; the median counts. */
const STARTS = 3;

/** Milliseconds of load before the stop. By then k6 and the run, which share the cores, have started. */
const UNDER_LOAD_MS = 10_000;

export async function liveRuns(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  const bin = await installPackage(folder);
  const options = { bin, cwd: folder, env: { EVENKEEL_CACHE: process.env['EVENKEEL_CACHE'] } };
  const file = join(folder, 'bench.yaml');
  await writeFile(file, EXPERIMENT);
  const up = evenkeel(['up', '--speed', '20', '--json'], { cwd: folder, env: options.env });
  try {
    await up.firstObject();
    const overheads: number[] = [];
    const delays: number[] = [];
    // The first run also warms the functions up.
    for (let round = 0; round <= STARTS; round += 1) {
      const started = Date.now();
      const run = evenkeel(['chaos', 'run', file], options);
      await run.says('phase refused');
      await sleep(UNDER_LOAD_MS);
      const stopped = Date.now();
      await evenkeel(['chaos', 'stop'], options).ended;
      await run.ended;
      if (round === 0) continue;
      const { began, lastHit } = await readRun(join(folder, 'reports/runs/bench/latest'));
      overheads.push((began - started) / 1000);
      delays.push(Math.max(0, (lastHit - stopped) / 1000));
    }
    return [
      { name: 'chaos: command to load, on a running system', value: median(overheads), unit: 's', goal: 3 },
      { name: 'chaos: from `chaos stop` to the last hit', value: Math.max(...delays), unit: 's', goal: 2 },
    ];
  } finally {
    up.process.kill('SIGINT');
    await up.ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** When the first phase began and when a fault last hit, in epoch milliseconds of this machine. */
async function readRun(directory: string): Promise<{ readonly began: number; readonly lastHit: number }> {
  const journal = Journal.parse(JSON.parse(await readFile(join(directory, 'journal.json'), 'utf8')));
  const lines = (await readFile(join(directory, 'events.ndjson'), 'utf8')).trim().split('\n');
  const events = lines.map((line) => RunEvent.parse(NumberedLine.parse(JSON.parse(line)).value));
  const at = ({ elapsedMs }: RunEvent) => Date.parse(journal.startedAt) + elapsedMs;
  const began = events.find(({ kind }) => kind === 'phase.began');
  const hit = events.findLast(({ kind }) => kind === 'fault.hit');
  if (began === undefined || hit === undefined) throw new Error(`The run in ${directory} was not loaded or not hit.`);
  return { began: at(began), lastHit: at(hit) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
