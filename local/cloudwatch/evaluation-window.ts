/**
 * The periods that one evaluation of an alarm looks at. A sliding window ends with the evaluation. A wall clock window
 * ends with the latest complete period of the calendar: a minute, five minutes, an hour, a day from midnight or a week
 * from Monday, in the alarm's time zone.
 *
 * Source: "Alarm evaluation window" in the CloudWatch user guide, of August 2026.
 */
import { type OffsetAt, offsetsOf } from './time-zone.ts';

const DAY = 86_400_000;
/** The first Monday after the epoch: weeks begin there, and so do all shorter periods. */
const MONDAY = 4 * DAY;

/** The periods that a wall clock window takes, in seconds. */
export const WALL_CLOCK_PERIODS = [60, 300, 3600, 86_400, 604_800] as const;

/** A union with one member, as CloudWatch writes it; without it, the window slides. */
export type EvaluationWindow =
  | { readonly SlidingWindow: Readonly<Record<string, never>> }
  | { readonly WallClockWindow: { readonly Timezone?: string | undefined } };

/** From `from` up to and without `to`, in epoch milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

interface Grid {
  /** Seconds. */
  readonly Period: number;
  readonly EvaluationWindow?: EvaluationWindow | undefined;
}

/**
 * @param at the moment of the evaluation; every period is complete by then
 * @returns `count` periods that follow one another, oldest first
 */
export function evaluatedPeriods({ Period, EvaluationWindow }: Grid, at: number, count: number): TimeRange[] {
  const length = Period * 1000;
  if (EvaluationWindow === undefined || 'SlidingWindow' in EvaluationWindow) {
    return Array.from({ length: count }, (_, index) => {
      const to = at - (count - 1 - index) * length;
      return { from: to - length, to };
    });
  }
  const offsetAt = offsetsOf(EvaluationWindow.WallClockWindow.Timezone ?? 'UTC');
  const newestFirst: TimeRange[] = [];
  for (let to = startOfPeriod(at, length, offsetAt); newestFirst.length < count; ) {
    const from = startOfPeriod(to - 1, length, offsetAt);
    newestFirst.push({ from, to });
    to = from;
  }
  return newestFirst.reverse();
}

/** The start of the calendar's period that a moment is in. A day of a clock change has 23 or 25 hours. */
function startOfPeriod(at: number, length: number, offsetAt: OffsetAt): number {
  const local = at + offsetAt(at);
  const start = Math.floor((local - MONDAY) / length) * length + MONDAY;
  // The clock may have changed since the start, so its offset is that of the start itself.
  return start - offsetAt(start - offsetAt(at));
}
