import type { K6Points, PointSeries } from '../../evidence/k6-points.ts';
import type { Journal, K6Summary } from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';
import { isWhole } from './whole-load.ts';

type Metric = K6Summary['metrics'][string];

/** k6's summary, with the journal and with k6's points. */
export const k6SummaryComparison = comparison('k6/summary.json', ['k6'], ({ k6 }, { journal }) => {
  const { load } = journal;
  if (load === null || !isWhole(load)) return [];
  const { metrics } = k6.summary;
  return [
    ...differs(
      'dropped iterations, in the summary and in the journal',
      metrics['dropped_iterations']?.values['count'] ?? 0,
      load.droppedIterations,
    ),
    ...thresholdsDiffer(metrics, load),
    ...Object.entries(metrics).flatMap(([name, metric]) => valuesDiffer(name, metric, k6.points)),
    ...unsummarised(metrics, k6.points),
  ];
});

function thresholdsDiffer(metrics: K6Summary['metrics'], load: NonNullable<Journal['load']>): string[] {
  const judged = Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(metric.thresholds ?? {}).map(([threshold, { ok }]) => ({ name, metric, threshold, ok })),
  );
  const failed = judged.filter(({ ok }) => !ok).map(({ name, threshold }) => `${name}: ${threshold}`);
  return [
    ...failed
      .filter((one) => !load.failedThresholds.includes(one))
      .map((one) => `${one} failed in the summary, and the journal does not say so`),
    ...load.failedThresholds
      .filter((one) => !failed.includes(one))
      .map((one) => `${one} failed in the journal, and the summary does not say so`),
    ...judged
      .filter(({ metric, threshold, ok }) => holds(metric, threshold) === !ok)
      .map(
        ({ name, threshold, ok }) => `${name}: ${threshold} is ${ok ? 'met' : 'not met'}, but its values say otherwise`,
      ),
  ];
}

const THRESHOLD = /^(\S+?)\s*(<=|>=|<|>|==|!=)\s*(-?[\d.]+)$/;

/** Whether a metric meets a threshold; undefined if it has no samples, or the threshold is of another form. */
function holds({ type, values }: Metric, threshold: string): boolean | undefined {
  const [, statistic = '', relation, limit] = THRESHOLD.exec(threshold) ?? [];
  const value = values[statistic];
  const samples = type === 'rate' ? (values['passes'] ?? 0) + (values['fails'] ?? 0) : (values['count'] ?? 0);
  if (value === undefined || (samples === 0 && type !== 'counter')) return undefined;
  switch (relation) {
    case '<':
      return value < Number(limit);
    case '<=':
      return value <= Number(limit);
    case '>':
      return value > Number(limit);
    case '>=':
      return value >= Number(limit);
    case '==':
      return value === Number(limit);
    case '!=':
      return value !== Number(limit);
    case undefined:
    default:
      return undefined;
  }
}

/** `http_reqs`, `http_reqs{scenario:load-orders}` or `http_req_duration{scenario:load-orders,timed:yes}`. */
const SERIES = /^([a-z_]+)(?:\{scenario:([^,}]+(?:,timed:yes)?)\})?$/;

function valuesDiffer(name: string, { type, values }: Metric, { series }: K6Points): string[] {
  const [, metric = '', scenario = ''] = SERIES.exec(name) ?? [];
  const scenarios = series.get(metric);
  if (scenarios === undefined) return [];
  const points = scenarios.get(scenario) ?? NO_POINTS;
  return expectedOf(type, points).flatMap(([statistic, expected]) =>
    isNear(values[statistic], expected)
      ? []
      : [`${name}: its ${statistic} is ${values[statistic] ?? 'missing'}, and ${expected} by k6's points`],
  );
}

const NO_POINTS: PointSeries = { count: 0, sum: 0, min: 0, max: 0 };

function expectedOf(type: Metric['type'], { count, sum, min, max, values }: PointSeries): [string, number][] {
  switch (type) {
    case 'counter':
      return [['count', sum]];
    case 'rate':
      return [
        ['passes', sum],
        ['fails', count - sum],
        ['rate', count === 0 ? 0 : sum / count],
      ];
    case 'trend':
      return [
        ['count', count],
        ['min', min],
        ['max', max],
        ['avg', count === 0 ? 0 : sum / count],
        ...(values === undefined ? [] : percentilesOf(values)),
      ];
    case 'gauge':
      return [];
  }
}

const PERCENTILES: Readonly<Record<string, number>> = { med: 0.5, 'p(90)': 0.9, 'p(95)': 0.95, 'p(99)': 0.99 };

/** k6 interpolates between the two values that are nearest. */
function percentilesOf(values: readonly number[]): [string, number][] {
  const sorted = Float64Array.from(values).sort();
  return Object.entries(PERCENTILES).map(([name, share]) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? 0;
    return [name, below + (above - below) * (place - Math.floor(place))];
  });
}

/** k6 adds up in another order. */
function isNear(value: number | undefined, expected: number): boolean {
  return value !== undefined && Math.abs(value - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
}

/** Metrics with points that the summary lacks. */
function unsummarised(metrics: K6Summary['metrics'], { series }: K6Points): string[] {
  return [...series]
    .filter(([name, scenarios]) => scenarios.size > 0 && metrics[name] === undefined)
    .map(([name]) => `it has no metric ${name}`);
}
