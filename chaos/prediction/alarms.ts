/**
 * When each expected alarm must fire, given the moments at which its cause hit. CloudWatch looks at complete periods
 * on a fixed grid, so an alarm cannot fire before the grid allows it.
 *
 * Source: "Evaluating an alarm" in the CloudWatch user guide.
 */
import type { ExpectedAlarm, Experiment, RunEvent } from '../schemas/index.ts';

/** Virtual epoch milliseconds between which the alarm must change to ALARM, both included. */
export interface AlarmWindow {
  readonly earliest: number;
  readonly latest: number;
}

export interface PredictedAlarm {
  readonly alarm: ExpectedAlarm;
  /** Undefined if its cause did not happen, or not often enough to make the alarm breach. */
  readonly window: AlarmWindow | undefined;
}

/**
 * The window of each expected alarm. A fault causes its alarm by its hits; drift causes it by the end of the first
 * reconcile run after the drift was seeded.
 */
export function predictAlarms(experiment: Experiment, events: readonly RunEvent[]): PredictedAlarm[] {
  const listed = events.find((event) => event.kind === 'alarms.listed');
  return experiment.expect.alarms.map((alarm) => {
    const grid = listed?.alarms.find(({ name }) => name === alarm.name)?.grid;
    const withinSeconds = secondsAllowed(alarm, experiment);
    const { cause, also = [] } = alarm;
    const hits = [cause, ...also].flatMap((id) => timesOf(id, events));
    return { alarm, window: alarmWindow({ ...alarm, withinSeconds }, grid, hits) };
  });
}

/** Virtual seconds from the cause's first hit. A fault's alarm is also bound by the experiment's detection budget. */
function secondsAllowed({ cause, withinSeconds }: ExpectedAlarm, { faults, budgets }: Experiment): number {
  return faults.some(({ id }) => id === cause) ? Math.min(withinSeconds, budgets.detectSeconds) : withinSeconds;
}

function timesOf(cause: string, events: readonly RunEvent[]): string[] {
  const hits = events.flatMap((event) => (event.kind === 'fault.hit' && event.faultId === cause ? [event.at] : []));
  if (hits.length > 0) return hits;
  const seeded = events.findLast((event) => event.kind === 'drift.seeded' && event.faultId === cause);
  if (seeded === undefined) return [];
  const judged = events.find((event) => event.kind === 'reconcile.ended' && event.elapsedMs >= seeded.elapsedMs);
  return judged === undefined ? [] : [judged.at];
}

/** How CloudWatch evaluates an alarm: period length, evaluation periods, datapoints to alarm. */
type AlarmGrid = NonNullable<Extract<RunEvent, { readonly kind: 'alarms.listed' }>['alarms'][number]['grid']>;

/** Periods of a minute or more slide by a minute, shorter ones by ten seconds. */
const LONG_STEP_MS = 60_000;
const SHORT_STEP_MS = 10_000;
/** Virtual time that a log line needs to become a metric. */
const INGESTION_MS = 60_000;

/**
 * The window reaches from the first hit to the end of the period that completes the breach, plus one period and one
 * minute: the log line that raises the metric may fall into the period after the hit, and metrics take time to arrive.
 *
 * @param alarm `delaySeconds` extends the window; `withinSeconds` limits it
 * @param grid undefined if unknown, as for a composite alarm; then `withinSeconds` alone ends the window
 * @param hits virtual times at which the cause hit, in any order
 * @returns undefined if the hits are too few, or too far apart, to make the alarm breach
 *
 * @internal
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

/** End of the first evaluation in which enough periods contain enough hits. */
function firstBreach(times: readonly number[], grid: AlarmGrid, hitsToBreach: number): number | undefined {
  const { periods, datapoints } = grid;
  const period = grid.periodSeconds * 1000;
  const step = grid.periodSeconds < 60 ? SHORT_STEP_MS : LONG_STEP_MS;
  const ends = new Set(times.flatMap((time) => evaluationsOf(time, step, period * periods)));
  return [...ends]
    .sort((one, other) => one - other)
    .find((end) => {
      const breaching = Array.from({ length: periods }, (_, index) => end - index * period).filter(
        (last) => times.filter((time) => time >= last - period && time < last).length >= hitsToBreach,
      );
      return breaching.length >= datapoints;
    });
}

/** The ends, on the grid, of the evaluations whose range of `rangeMs` contains this moment. */
function evaluationsOf(time: number, step: number, rangeMs: number): number[] {
  const first = (Math.floor(time / step) + 1) * step;
  return Array.from({ length: Math.ceil(rangeMs / step) }, (_, index) => first + index * step);
}
