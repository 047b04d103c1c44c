/** What k6 would have left of a load: its plan, its points and its summary. */
import { type Experiment, type Operation, plannedStretches } from '../../chaos/schemas/index.ts';
import { pretty } from './run-files.ts';

interface Sent {
  readonly run: string;
  readonly seed: number;
  readonly experiment: Experiment;
  readonly operations: readonly Operation[];
}

type Stretches = ReturnType<typeof plannedStretches>;

interface Point {
  readonly metric: string;
  readonly time: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

function pointsOf(
  { correlationId, scenario, sentAt, status, durationMs, asked }: Operation,
  stretches: Stretches,
): Point[] {
  const [name = scenario] = [...stretches].find(([, stretch]) => stretch.scenario === scenario) ?? [];
  const tags = { scenario: name, status: String(status) };
  const point = (metric: string, value: number): Point => ({ metric, time: sentAt, value, tags });
  return [
    point('http_reqs', 1),
    point('http_req_duration', durationMs),
    point('http_req_failed', 0),
    point('checks', 1),
    point('iterations', 1),
    {
      ...point('operation', durationMs),
      metadata: { correlation_id: correlationId, sent_at: sentAt, asked: JSON.stringify(asked) },
    },
  ];
}

const COUNTERS = ['http_reqs', 'iterations'];
const RATES = ['http_req_failed', 'checks'];

function metricOf(name: string, values: readonly number[]): object {
  const sum = values.reduce((total, value) => total + value, 0);
  if (COUNTERS.includes(name)) {
    return {
      type: 'counter',
      contains: 'default',
      values: { count: sum, rate: sum / 6 },
      thresholds: { 'count>0': { ok: true } },
    };
  }
  if (RATES.includes(name)) {
    const rate = { rate: sum / values.length, passes: sum, fails: values.length - sum };
    return { type: 'rate', contains: 'default', values: rate };
  }
  return {
    type: 'trend',
    contains: 'time',
    values: { count: values.length, min: Math.min(...values), max: Math.max(...values), avg: sum / values.length },
    thresholds: { 'max<1000': { ok: true } },
  };
}

/** The text of each of k6's files. */
export function k6Files({ run, seed, experiment, operations }: Sent): ReadonlyMap<string, string> {
  const stretches = plannedStretches(experiment.phases);
  const points = operations.flatMap((operation) => pointsOf(operation, stretches));
  const metrics = new Map<string, number[]>();
  for (const { metric, value, tags } of points) {
    for (const name of [metric, `${metric}{scenario:${tags['scenario'] ?? ''}}`]) {
      metrics.set(name, [...(metrics.get(name) ?? []), value]);
    }
  }
  const summary = {
    options: {},
    state: { testRunDurationMs: 6000 },
    metrics: {
      ...Object.fromEntries([...metrics].map(([name, values]) => [name, metricOf(name.replace(/\{.*/, ''), values)])),
      dropped_iterations: { type: 'counter', contains: 'default', values: { count: 0, rate: 0 } },
    },
  };
  const plan = {
    run,
    seed,
    apiUrl: 'http://127.0.0.1:9/dev',
    follow: false,
    stretches: Object.fromEntries([...stretches].map(([name, stretch]) => [name, { ...stretch, faultStatuses: [] }])),
  };
  const lines = points.map(({ metric, ...data }) => `${JSON.stringify({ metric, type: 'Point', data })}\n`);
  return new Map([
    ['k6/plan.json', pretty(plan)],
    ['k6/points.ndjson', lines.join('')],
    ['k6/summary.json', JSON.stringify(summary)],
  ]);
}
