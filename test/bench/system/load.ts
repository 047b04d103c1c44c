import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evenkeel } from '../../e2e/evenkeel.ts';
import type { Figure } from '../figure.ts';
import { PeakMemory } from './memory.ts';

interface Summary {
  readonly metrics: Readonly<Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>>;
}

/** Twenty checkouts per second for three minutes; in the second minute, a fifth of them must fail. */
export async function underLoad(system: number): Promise<readonly Figure[]> {
  const memory = new PeakMemory(system);
  const load = await evenkeel(['load', 'load', '--json']).ended;
  const megabytes = await memory.end();
  const result = JSON.parse(load.stdout) as { droppedIterations: number; runDirectory: string };
  const { metrics } = JSON.parse(await readFile(join(result.runDirectory, 'k6', 'summary.json'), 'utf8')) as Summary;
  const p95 = (metric: string) => metrics[metric]?.values['p(95)'] ?? Number.NaN;
  return [
    { name: '20 checkouts/s: iterations dropped', value: result.droppedIterations, unit: '', goal: 0 },
    {
      name: 'POST /checkout p95, baseline',
      value: p95('http_req_duration{scenario:baseline-baseline}'),
      unit: 'ms',
      // The fastest possible answer: one connection, and at most one function.
      floor: metrics['http_req_duration']?.values['min'] ?? Number.NaN,
      goal: 150,
    },
    { name: 'saga at rest p95', value: p95('order_at_rest') / 1000, unit: 's', goal: 3 },
    { name: 'memory of the system, peak', value: megabytes, unit: 'MB', goal: 3072 },
  ];
}
