/**
 * `npm run bench`: figures of the whole system on this machine, each beside a floor measured in the same run, so that
 * a slow or busy machine shows as such.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { synthesize } from '../../infra/synthesize.ts';
import { evenkeel, type Running } from '../e2e/evenkeel.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same kind of work with nothing of ours in it. */
  readonly floor?: number;
  readonly goal: number;
}

const seconds = (began: number) => (performance.now() - began) / 1000;

/** Starting a bare JVM and a bare Node.js: what no boot here can be faster than. */
async function bareStarts(): Promise<number> {
  const began = performance.now();
  await promisify(execFile)('java', ['-version']);
  await promisify(execFile)(process.execPath, ['-e', '0']);
  return seconds(began);
}

async function synthesis(): Promise<Figure[]> {
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  try {
    const began = performance.now();
    const { assembly } = await synthesize({ stage: 'dev', cacheDirectory });
    const cold = seconds(began);
    const bundles = await Promise.all(
      (await readdir(assembly))
        .filter((name) => name.startsWith('asset.'))
        .map(async (name) => (await stat(join(assembly, name, 'index.mjs')).catch(() => ({ size: 0 }))).size / 1024),
    );
    return [
      { name: 'synthesis, cold', value: cold, unit: 's', goal: 15 },
      { name: 'largest function bundle', value: Math.max(...bundles), unit: 'KB', goal: 600 },
    ];
  } finally {
    await rm(cacheDirectory, { recursive: true, force: true });
  }
}

/** Resident memory of a process and all below it, in MB, from /proc. */
async function residentMegabytes(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const text = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
    if (text !== '') parents.set(Number(entry), parent);
  }
  const belongs = (pid: number): boolean => pid === root || (parents.has(pid) && belongs(parents.get(pid) ?? 0));
  const sizes = await Promise.all(
    [...parents.keys()].filter(belongs).map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function underLoad(up: Running): Promise<Figure[]> {
  const load = await evenkeel(['load', 'load', '--json']).ended;
  const result = JSON.parse(load.stdout) as { droppedIterations: number; runDirectory: string };
  const summary = JSON.parse(await readFile(join(result.runDirectory, 'k6', 'summary.json'), 'utf8')) as {
    metrics: Record<string, { values: Record<string, number> }>;
  };
  const p95 = summary.metrics['http_req_duration{scenario:baseline-baseline}']?.values['p(95)'] ?? Number.NaN;
  return [
    { name: '20 checkouts/s: dropped iterations', value: result.droppedIterations, unit: '', goal: 0 },
    { name: 'POST /checkout p95, baseline', value: p95, unit: 'ms', goal: 150 },
    { name: 'memory of the system', value: await residentMegabytes(up.process.pid ?? 0), unit: 'MB', goal: 3072 },
  ];
}

const figures: Figure[] = await synthesis();
const floor = await bareStarts();
const bootBegan = performance.now();
const up = evenkeel(['up', '--json', '--no-stock', '--speed', '20']);
await up.firstObject();
figures.push({ name: 'boot, synthesized', value: seconds(bootBegan), unit: 's', floor, goal: 10 });
up.process.kill('SIGINT');
await up.ended;

const loaded = evenkeel(['up', '--json', '--speed', '20']);
await loaded.firstObject();
figures.push(...(await underLoad(loaded)));
loaded.process.kill('SIGINT');
await loaded.ended;

if (process.argv.includes('--json')) console.log(JSON.stringify(figures, null, 2));
else {
  for (const { name, value, unit, floor: bare, goal } of figures) {
    const ratio = bare === undefined ? '' : `, ${(value / bare).toFixed(1)} x the floor of ${bare.toFixed(2)} ${unit}`;
    console.log(`${name.padEnd(40)} ${value.toFixed(1)} ${unit}${ratio} (goal: at most ${goal})`);
  }
}
