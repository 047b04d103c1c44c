/**
 * The warm-up of a new alarm: until it ends, the alarm stays in INSUFFICIENT_DATA and executes no actions.
 *
 * Source: "Alarm warm-up periods" in the CloudWatch user guide, of 2026. An alarm warms up once, after its creation.
 */
import type { TimeRange } from './evaluation-window.ts';

export interface WarmUp {
  /** 1 to 2,880. */
  readonly WarmUpPeriodDurationInMinutes: number;
  /** Whether the alarm waits even if it has enough data; false if absent. */
  readonly OnlyStartEvaluatingAfterWarmUpPeriodEnds?: boolean | undefined;
}

/** What an alarm knows when it is about to be evaluated. Times are epoch milliseconds. */
export interface WarmUpFacts {
  /** When the alarm was created. */
  readonly since: number;
  readonly at: number;
  /** The alarm's own periods, oldest first. */
  readonly window: readonly TimeRange[];
  /** The first minute with data; undefined if the metric has none. */
  readonly firstData: number | undefined;
  readonly hasNewest: boolean;
}

/** Whether the alarm is not evaluated yet. It is, early, once its window is full of data up to the most recent period. */
export function isWarmingUp(
  { WarmUpPeriodDurationInMinutes, OnlyStartEvaluatingAfterWarmUpPeriodEnds = false }: WarmUp,
  { since, at, window, firstData, hasNewest }: WarmUpFacts,
): boolean {
  if (at >= since + WarmUpPeriodDurationInMinutes * 60_000) return false;
  if (OnlyStartEvaluatingAfterWarmUpPeriodEnds) return true;
  const start = window[0]?.from ?? -Infinity;
  return !(hasNewest && (firstData ?? Infinity) <= start);
}
