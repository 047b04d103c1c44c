/**
 * When CloudWatch must have put an alarm into ALARM, given the moments at which its cause hit. Alarms look at complete
 * periods on a grid of their own; nothing can be asked of one before the grid allows it.
 *
 * Source: "Evaluating an alarm" in the CloudWatch user guide.
 */
import type { ExpectedAlarm, RunEvent } from '../schemas/index.ts';

/** How CloudWatch evaluates an alarm: seconds, periods looked at, datapoints that must breach. */
export type AlarmGrid = NonNullable<Extract<RunEvent, { readonly kind: 'alarms.listed' }>['alarms'][number]['grid']>;

/** Virtual epoch milliseconds between which the change to ALARM must fall, both included. */
export interface AlarmWindow {
  readonly earliest: number;
  readonly latest: number;
}

/** Periods of a minute and more slide by the minute, shorter ones by ten seconds. */
const LONG_STEP_MS = 60_000;
const SHORT_STEP_MS = 10_000;
/** Virtual time in which what was logged has become a metric. */
const INGESTION_MS = 60_000;

/**
 * From the first hit, until the end of the period that completes the breach, and one period and a minute more: the
 * line that raises the metric may fall into the period after its hit, and metrics take time to arrive.
 *
 * @param alarm `delaySeconds` ends the window later; `withinSeconds` ends it earlier where it is shorter
 * @param grid undefined where it is unknown, as of a composite: `withinSeconds` alone then ends the window
 * @param hits virtual times at which the cause hit, in any order
 * @returns undefined where the hits are too few, or too far apart, to make the alarm breach
 */
export function alarmWindow(
  alarm: Pick<ExpectedAlarm, 'withinSeconds' | 'hitsToBreach' | 'delaySeconds'>,
  grid: AlarmGrid | undefined,
  hits: readonly (string | number | Date)[],
): AlarmWindow | undefined {
  const times = hits.map((hit) => new Date(hit).getTime()).sort((one, other) => one - other);
  const [earliest] = times;
  if (earliest === undefined) return undefined;
  const allowed = earliest + alarm.withinSeconds * 1000;
  if (grid === undefined) return { earliest, latest: allowed };
  const breached = firstBreach(times, grid, alarm.hitsToBreach ?? 1);
  if (breached === undefined) return undefined;
  const shown = breached + (grid.periodSeconds + (alarm.delaySeconds ?? 0)) * 1000 + INGESTION_MS;
  return { earliest, latest: Math.min(allowed, shown) };
}

/** End of the first evaluation in which enough of the periods looked at hold enough hits. */
function firstBreach(times: readonly number[], grid: AlarmGrid, hitsToBreach: number): number | undefined {
  const { periods, datapoints } = grid;
  const period = grid.periodSeconds * 1000;
  const step = grid.periodSeconds < 60 ? SHORT_STEP_MS : LONG_STEP_MS;
  const ends = new Set(times.flatMap((time) => endsThatSee(time, step, period * periods)));
  return [...ends]
    .sort((one, other) => one - other)
    .find((end) => {
      const breaching = Array.from({ length: periods }, (_, index) => end - index * period).filter(
        (last) => times.filter((time) => time >= last - period && time < last).length >= hitsToBreach,
      );
      return breaching.length >= datapoints;
    });
}

/** Ends, on the grid, of the evaluations that look at this moment. */
function endsThatSee(time: number, step: number, looked: number): number[] {
  const first = (Math.floor(time / step) + 1) * step;
  return Array.from({ length: Math.ceil(looked / step) }, (_, index) => first + index * step);
}
