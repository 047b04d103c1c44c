import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { evenkeel } from '../../e2e/evenkeel.ts';
import type { Figure } from '../figure.ts';

const seconds = (began: number) => (performance.now() - began) / 1000;

/** Starts a bare JVM and then a bare Node.js; no boot can be faster than that. */
async function bareStarts(): Promise<number> {
  const began = performance.now();
  await promisify(execFile)('java', ['-version']);
  await promisify(execFile)(process.execPath, ['-e', '0']);
  return seconds(began);
}

/** From the command line to the endpoints, with and without a first synthesis. */
export async function boots(synthesisSeconds: number): Promise<readonly Figure[]> {
  const floor = await bareStarts();
  await once();
  const synthesized = await once();
  return [
    { name: 'boot, synthesized', value: synthesized, unit: 's', floor, goal: 10 },
    { name: 'boot, cold', value: synthesisSeconds + synthesized, unit: 's', floor, goal: 25 },
  ];
}

async function once(): Promise<number> {
  const began = performance.now();
  const up = evenkeel(['up', '--json', '--no-stock', '--speed', '20']);
  await up.firstObject();
  const taken = seconds(began);
  up.process.kill('SIGINT');
  await up.ended;
  return taken;
}
