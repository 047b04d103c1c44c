/**
 * Metrics and their samples. A metric is identified by its namespace, its name and its full set of dimensions. Samples
 * keep their values so that percentiles are exact. Like CloudWatch, the store reduces the resolution of older samples.
 */
import type { MetricSink } from '../core/index.ts';
import type { TimeRange } from './evaluation-window.ts';
import { type Sample, sampleOf, statistic } from './sample.ts';

const MINUTE = 60_000;
/** Samples older than this are merged to the distinct values of each minute (virtual ms). */
const FULL_RESOLUTION = 3 * 60 * MINUTE;
/** Samples older than this are deleted (virtual ms). */
const RETENTION = 15 * 24 * 60 * MINUTE;

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Seconds: of a minute, or of a second for a metric of high resolution. */
type Resolution = 60 | 1;

interface Series {
  readonly metric: Metric;
  /** Samples by the start of their minute. */
  readonly minutes: Map<number, Sample[]>;
  /** Minutes before this one have been merged. */
  mergedUntil: number;
  /** The units in which the system itself has reported it; empty if only clients of the API wrote to it. */
  readonly emittedUnits: Set<string>;
}

/** A metric that the system itself has reported: a service, a function's log line or a metric filter. */
export interface EmittedMetric extends Metric {
  readonly units: ReadonlySet<string>;
}

interface Statistic {
  readonly statistic: string;
  /** Only samples with this unit count; by default, all do. */
  readonly unit?: string | undefined;
}

/** The statistic of one period. */
export interface Point {
  /** Start of the period, virtual milliseconds. */
  readonly at: number;
  /** Null if the period has no data. */
  readonly value: number | null;
  readonly sampleCount: number;
}

export interface MetricStore extends MetricSink {
  /**
   * Adds a sample. One of standard resolution belongs to its minute, as on AWS: a shorter period that does not begin
   * with the minute never has it.
   */
  readonly putSample: (metric: Metric, sample: Sample, resolution?: Resolution) => void;
  readonly samples: (metric: Metric, from: number, to: number) => readonly Sample[];
  /** One point for each period. */
  readonly points: (metric: Metric, statistic: Statistic, periods: readonly TimeRange[]) => readonly Point[];
  /** The start of the first minute with data; undefined if there is none. */
  readonly firstMinute: (metric: Metric, unit: string | undefined) => number | undefined;
  readonly list: () => readonly Metric[];
  readonly emitted: () => readonly EmittedMetric[];
  /** Merges old samples and deletes those past retention. */
  readonly prune: () => void;
}

export const metricKey = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

/** The unit of a sample that was reported without one. */
export const NO_UNIT = 'None';

const hasUnit = (unit: string | undefined) =>
  unit === undefined ? () => true : (sample: Sample) => (sample.unit ?? NO_UNIT) === unit;

/** Merges samples of a unit whose values agree in three significant digits, as a histogram would. */
const merge = (samples: readonly Sample[], at: number): Sample[] => {
  const merged = new Map<string, Sample>();
  for (const { unit, count, sum, min, max } of samples) {
    const key = `${min.toPrecision(3)}:${max.toPrecision(3)}:${unit ?? NO_UNIT}`;
    const before = merged.get(key);
    const rounded = { min: Number(min.toPrecision(3)), max: Number(max.toPrecision(3)) };
    merged.set(key, { at, unit, ...rounded, count: count + (before?.count ?? 0), sum: sum + (before?.sum ?? 0) });
  }
  return [...merged.values()];
};

export function createMetricStore(now: () => number): MetricStore {
  const series = new Map<string, Series>();

  const putSample = (metric: Metric, given: Sample, resolution: Resolution = 60): Series => {
    const key = metricKey(metric);
    const minute = minuteOf(given.at);
    const sample = resolution === 1 ? given : { ...given, at: minute };
    let entry = series.get(key);
    if (!entry) {
      entry = { metric, minutes: new Map(), mergedUntil: minute, emittedUnits: new Set() };
      series.set(key, entry);
    }
    const samples = entry.minutes.get(minute);
    if (samples) samples.push(sample);
    else entry.minutes.set(minute, [sample]);
    entry.mergedUntil = Math.min(entry.mergedUntil, minute);
    return entry;
  };

  const samplesIn = (metric: Metric, from: number, to: number): Sample[] => {
    const minutes = series.get(metricKey(metric))?.minutes;
    const found: Sample[] = [];
    if (!minutes) return found;
    for (let minute = minuteOf(from); minute < to; minute += MINUTE) {
      for (const sample of minutes.get(minute) ?? []) {
        if (sample.at >= from && sample.at < to) found.push(sample);
      }
    }
    return found;
  };

  const pruneSeries = (entry: Series): void => {
    const oldest = minuteOf(now() - RETENTION);
    const mergeable = minuteOf(now() - FULL_RESOLUTION);
    for (const [minute, samples] of entry.minutes) {
      if (minute >= entry.mergedUntil && minute < mergeable) entry.minutes.set(minute, merge(samples, minute));
    }
    entry.mergedUntil = Math.max(entry.mergedUntil, mergeable);
    for (const minute of entry.minutes.keys()) {
      if (minute < oldest) entry.minutes.delete(minute);
    }
  };

  return {
    put({ timestamp, value, unit, resolution, ...metric }) {
      const entry = putSample(metric, sampleOf(timestamp ?? now(), value, 1, unit), resolution);
      entry.emittedUnits.add(unit ?? NO_UNIT);
    },
    putSample,
    samples: samplesIn,
    points(metric, { statistic: name, unit }, periods) {
      return periods.map(({ from, to }) => {
        const samples = samplesIn(metric, from, to).filter(hasUnit(unit));
        return { at: from, value: statistic(samples, name), sampleCount: statistic(samples, 'SampleCount') ?? 0 };
      });
    },
    firstMinute(metric, unit) {
      const minutes = series.get(metricKey(metric))?.minutes ?? new Map<number, Sample[]>();
      const known = [...minutes].filter(([, samples]) => samples.some(hasUnit(unit))).map(([minute]) => minute);
      return known.length === 0 ? undefined : known.reduce((first, minute) => Math.min(first, minute));
    },
    list: () => [...series.values()].map(({ metric }) => metric),
    emitted: () =>
      [...series.values()]
        .filter(({ emittedUnits }) => emittedUnits.size > 0)
        .map(({ metric, emittedUnits }) => ({ ...metric, units: emittedUnits })),
    prune() {
      for (const [key, entry] of series) {
        pruneSeries(entry);
        if (entry.minutes.size === 0) series.delete(key);
      }
    },
  };
}
