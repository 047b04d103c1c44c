/** Rate, latency and errors of the load over time, and the faults that were armed meanwhile. */
import { isFailure, type Operation } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';
import { ascending, quantile } from './quantiles.ts';
import { timelineOf } from './timeline.ts';

/** The requests that were sent within one interval. Durations are real milliseconds; null if none was sent. */
export interface Interval {
  /** Real milliseconds since the run began. */
  readonly from: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly errors: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** A time in which the same faults were armed. */
interface FaultBand {
  readonly from: number;
  readonly to: number;
  readonly faults: readonly string[];
}

export interface LoadCurves {
  readonly endMs: number;
  readonly intervalMs: number;
  readonly intervals: readonly Interval[];
  readonly bands: readonly FaultBand[];
}

/** More intervals would be narrower than a reader can tell apart. */
const MAX_INTERVALS = 90;

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 14_400];

export function loadCurves(run: Pick<Run, 'journal' | 'events' | 'operations'>): LoadCurves {
  const { endMs } = timelineOf(run);
  const seconds = SECONDS.find((each) => endMs / 1000 / each <= MAX_INTERVALS) ?? 86_400;
  const intervalMs = seconds * 1000;
  return { endMs, intervalMs, intervals: intervalsOf(run.operations, intervalMs, endMs), bands: faultBands(run) };
}

function intervalsOf(operations: readonly Operation[], intervalMs: number, endMs: number): Interval[] {
  const sent: Operation[][] = Array.from({ length: Math.ceil(endMs / intervalMs) }, () => []);
  for (const operation of operations) sent[Math.floor(operation.elapsedMs / intervalMs)]?.push(operation);
  return sent.map((own, index) => {
    const durations = ascending(own.map(({ durationMs }) => durationMs));
    return {
      from: index * intervalMs,
      requests: own.length,
      perSecond: (own.length * 1000) / intervalMs,
      errors: own.filter(isFailure).length,
      p50: quantile(durations, 0.5),
      p95: quantile(durations, 0.95),
      p99: quantile(durations, 0.99),
    };
  });
}

/** Faults are armed one after another within a moment; a difference below this is not drawn. */
const MOMENT_MS = 1500;

/** The times in which faults were armed. Faults that are armed and released together share a band. */
function faultBands(run: Pick<Run, 'journal' | 'events' | 'operations'>): FaultBand[] {
  const bands: { from: number; to: number; faults: string[] }[] = [];
  const spans = timelineOf(run).lanes.flatMap(({ group, spans: own }) => (group === 'Faults' ? own : []));
  for (const { label, from, to } of spans) {
    const same = bands.find((band) => Math.abs(band.from - from) < MOMENT_MS && Math.abs(band.to - to) < MOMENT_MS);
    if (same === undefined) bands.push({ from, to, faults: [label] });
    else same.faults.push(label);
  }
  return bands.sort((one, other) => one.from - other.from);
}
