/** What k6 leaves of a load, as far as it is evidence. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Evidence } from '../../../chaos/evidence/index.ts';
import { type Journal, K6Plan, type Operation } from '../../../chaos/schemas/index.ts';
import { loadThresholds } from '../../../chaos/schemas/load-thresholds.ts';
import { stretchesOf } from '../../../loadtests/lib/plan.ts';

type K6Files = Extract<Evidence['parts']['k6'], { readonly complete: true }>['value'];
type Metric = K6Files['summary']['metrics'][string];
type Run = Pick<Journal, 'run' | 'seed' | 'experiment' | 'load' | 'regions'>;

interface Point {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

const stretches = ({ experiment: { phases, expect } }: Run) => stretchesOf(phases, expect.outcomes);

/** The name that k6 gives to the scenario in its phase. */
function stretchOf({ experiment }: Run, { scenario }: Operation): string {
  const phase = experiment.phases.find(({ scenarios }) => scenarios.some(({ name }) => name === scenario));
  return `${phase?.name ?? 'none'}-${scenario}`;
}

/** One request for each operation, which its journey allows to be answered as it was. */
function pointsOf(run: Run, history: readonly Operation[]): Point[] {
  return history.flatMap((operation) => {
    const scenario = stretchOf(run, operation);
    const status = String(operation.status);
    const method = operation.asked?.['method'];
    const request = {
      ...{ scenario, status, expected_response: 'true', timed: 'no' },
      ...(typeof method === 'string' && { method }),
    };
    const point = (metric: string, value: number, tags: Point['tags']) => ({ metric, value, tags, operation });
    return [
      point('http_reqs', 1, request),
      point('http_req_duration', operation.durationMs, request),
      point('http_req_failed', 0, request),
      point('operation', operation.durationMs, { scenario, status }),
      point('checks', 1, { scenario }),
      point('iterations', 1, { scenario }),
    ];
  });
}

function textOf({ metric, value, tags, operation: { correlationId, sentAt, asked, region } }: Point): string {
  const metadata = {
    correlation_id: correlationId,
    ...(metric === 'operation' && { sent_at: sentAt, asked: JSON.stringify(asked), region }),
  };
  return JSON.stringify({ metric, type: 'Point', data: { time: sentAt, value, tags, metadata } });
}

const TYPES: Readonly<Record<string, Metric['type']>> = {
  http_reqs: 'counter',
  iterations: 'counter',
  http_req_failed: 'rate',
  checks: 'rate',
  http_req_duration: 'trend',
  operation: 'trend',
};

function valuesOf(type: Metric['type'], values: readonly number[]): Metric['values'] {
  const count = values.length;
  const sum = values.reduce((one, other) => one + other, 0);
  // A scenario that a test forgets is no scenario that sent too little.
  if (type === 'counter') return count === 0 ? {} : { count: sum };
  if (type === 'rate') return { passes: sum, fails: count - sum, rate: sum / Math.max(1, count) };
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => {
    const place = share * (count - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place % 1);
  };
  const percentiles = { med: at(0.5), 'p(90)': at(0.9), 'p(95)': at(0.95), 'p(99)': at(0.99) };
  return { count, avg: sum / Math.max(1, count), min: at(0), max: at(1), ...percentiles };
}

function summaryOf(run: Run, history: readonly Operation[]): K6Files['summary'] {
  const measured = new Map<string, number[]>();
  for (const { metric, value, tags } of pointsOf(run, history)) {
    for (const name of [metric, `${metric}{scenario:${tags['scenario'] ?? ''}}`]) {
      const values = measured.get(name) ?? [];
      values.push(value);
      measured.set(name, values);
    }
  }
  const demanded = Object.entries(stretches(run)).map(([stretch, { statuses = [], faultStatuses }]) => ({
    stretch,
    mayGoUnanswered: [...statuses, ...faultStatuses].includes(0),
  }));
  const thresholds = loadThresholds(demanded, { hasTwoRegions: run.regions !== undefined });
  const names = new Set([...measured.keys(), ...Object.keys(thresholds)].filter((name) => !name.startsWith('dropped')));
  const dropped = run.load?.droppedIterations ?? 0;
  return {
    metrics: {
      ...Object.fromEntries(
        [...names].map((name) => {
          const type = TYPES[name.replace(/\{.*/, '')] ?? 'gauge';
          const oks = Object.fromEntries((thresholds[name] ?? []).map((threshold) => [threshold, { ok: true }]));
          return [name, { type, values: valuesOf(type, measured.get(name) ?? []), thresholds: oks }] as const;
        }),
      ),
      dropped_iterations: {
        type: 'counter',
        values: { count: dropped },
        thresholds: { 'count==0': { ok: dropped === 0 } },
      },
    },
  };
}

/** k6's files as the reader returns them. */
export function k6Of(run: Run, history: readonly Operation[]): K6Files {
  const { seed, regions } = run;
  const urls = regions === undefined ? undefined : { home: 'http://home', other: 'http://other' };
  return {
    plan: K6Plan.parse({ run: run.run, seed, urls, stretches: stretches(run) }),
    summary: summaryOf(run, history),
    points: {
      series: new Map<string, never>(),
      contradictions: [],
      unrecorded: [],
      nameless: new Map(),
      judged: new Map(),
      pointless: [],
      disallowed: new Set(),
      failures: new Map(),
    },
    thrown: run.load?.thrown,
  };
}

function logOf({ load }: Run): string {
  const { thrown } = load ?? {};
  return thrown === undefined
    ? ''
    : `${thrown.error}\n\tat look (file:///journeys.js:1:1(2))\n`.repeat(thrown.iterations);
}

/** The text of each of k6's files, by its name in the run directory. */
export function k6Texts(run: Run, history: readonly Operation[]): ReadonlyMap<string, string> {
  const plan = { run: run.run, seed: run.seed, apiUrl: 'http://127.0.0.1:9/dev', follow: false };
  const metric = { type: 'Metric', data: { name: 'operation', type: 'trend' }, metric: 'operation' };
  const points = [JSON.stringify(metric), ...pointsOf(run, history).map(textOf), ''].join('\n');
  return new Map([
    ['k6/plan.json', `${JSON.stringify({ ...plan, stretches: stretches(run) }, null, 2)}\n`],
    ['k6/points.ndjson', points],
    ['k6/k6.log', logOf(run)],
    ['k6/summary.json', JSON.stringify(summaryOf(run, history))],
  ]);
}

/** Writes k6's files as k6 does. */
export async function writeK6Files(path: string, run: Run, history: readonly Operation[]): Promise<void> {
  for (const [name, text] of k6Texts(run, history)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
}
