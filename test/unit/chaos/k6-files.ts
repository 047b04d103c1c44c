/** What k6 leaves of a load, as far as it is evidence. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../../../chaos/evidence/index.ts';
import { type Journal, K6Plan, type Operation } from '../../../chaos/schemas/index.ts';
import { stretchesOf } from '../../../loadtests/lib/plan.ts';

type K6Files = Extract<Evidence['parts']['k6'], { readonly complete: true }>['value'];
type Run = Pick<Journal, 'run' | 'seed' | 'experiment' | 'load'>;

function planOf({ run, seed, experiment }: Run): K6Plan {
  return K6Plan.parse({ run, seed, stretches: stretchesOf(experiment.phases) });
}

/** The name that k6 gives to the scenario in its phase. */
function stretchOf({ experiment }: Run, { scenario }: Operation): string {
  const phase = experiment.phases.find(({ scenarios }) => scenarios.some(({ name }) => name === scenario));
  return `${phase?.name ?? 'none'}-${scenario}`;
}

function summaryOf({ load }: Run, history: readonly Operation[]): K6Files['summary'] {
  const durations = history.map(({ durationMs }) => durationMs);
  const sum = durations.reduce((one, other) => one + other, 0);
  const counter = (count: number) => ({ type: 'counter' as const, values: { count } });
  return {
    metrics: {
      dropped_iterations: {
        ...counter(load?.droppedIterations ?? 0),
        thresholds: { 'count==0': { ok: (load?.droppedIterations ?? 0) === 0 } },
      },
      http_reqs: { ...counter(history.length), thresholds: { 'count>0': { ok: history.length > 0 } } },
      operation: {
        type: 'trend',
        values: {
          count: history.length,
          avg: sum / Math.max(1, history.length),
          min: Math.min(...durations),
          max: Math.max(...durations),
        },
      },
    },
  };
}

/** k6's files as the reader returns them. */
export function k6Of(run: Run, history: readonly Operation[]): K6Files {
  const points = { series: new Map<string, never>(), contradictions: [] };
  return { plan: planOf(run), summary: summaryOf(run, history), points };
}

/** Writes k6's files as k6 does. */
export async function writeK6Files(path: string, run: Run, history: readonly Operation[]): Promise<void> {
  const folder = join(path, 'k6');
  await mkdir(folder, { recursive: true });
  const metric = { type: 'Metric', data: { name: 'operation', type: 'trend' }, metric: 'operation' };
  const points = history.flatMap((operation) => {
    const { correlationId, sentAt, status, durationMs, asked } = operation;
    const tags = { scenario: stretchOf(run, operation), status: String(status) };
    const metadata = {
      ...(asked !== undefined && { asked: JSON.stringify(asked) }),
      correlation_id: correlationId,
      sent_at: sentAt,
    };
    const point = (name: string, value: number) =>
      JSON.stringify({ metric: name, type: 'Point', data: { time: sentAt, value, tags, metadata } });
    return [point('http_reqs', 1), point('operation', durationMs)];
  });
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(run), null, 2));
  await writeFile(join(folder, 'summary.json'), JSON.stringify(summaryOf(run, history)));
  await writeFile(join(folder, 'points.ndjson'), [JSON.stringify(metric), ...points, ''].join('\n'));
}
