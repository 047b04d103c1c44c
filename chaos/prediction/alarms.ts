import type { ExpectedAlarm, Experiment, RunEvent } from '../schemas/index.ts';
import { type AlarmWindow, alarmWindow } from './alarm-window.ts';

export interface PredictedAlarm {
  readonly alarm: ExpectedAlarm;
  /** Undefined where its cause did not happen, or not often enough to make it breach. */
  readonly window: AlarmWindow | undefined;
}

/**
 * When each expected alarm must have fired, by what its cause did and by the alarm's own grid. A fault tells by its
 * hits; drift, by the end of the first reconcile run after it was seeded.
 */
export function predictAlarms(experiment: Experiment, events: readonly RunEvent[]): PredictedAlarm[] {
  const listed = events.find((event) => event.kind === 'alarms.listed');
  return experiment.expect.alarms.map((alarm) => {
    const grid = listed?.alarms.find(({ name }) => name === alarm.name)?.grid;
    const withinSeconds = secondsAllowed(alarm, experiment);
    return {
      alarm,
      window: alarmWindow(
        { ...alarm, withinSeconds },
        grid,
        causesOf(alarm).flatMap((cause) => timesOf(cause, events)),
      ),
    };
  });
}

/** Whichever of them comes first, it is what the alarm tells of. */
function causesOf({ cause, also = [] }: ExpectedAlarm): string[] {
  return [cause, ...also];
}

/** Virtual seconds from the cause's first hit; a fault is also bound by the experiment's budget to detect. */
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
