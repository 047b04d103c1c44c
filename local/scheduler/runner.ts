import type { Clock } from '../core/index.ts';
import { parseScheduleExpression } from './expression.ts';
import type { Schedule } from './schedule.ts';

interface RunnerPorts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Begins the delivery of one run and does not wait for it. */
  readonly trigger: (scheduledTime: number) => void;
}

/** Virtual milliseconds by which a run may be late, within its flexible window. */
const lateness = ({ settings }: Schedule, random: () => number): number => {
  const { Mode, MaximumWindowInMinutes = 0 } = settings.FlexibleTimeWindow;
  return Mode === 'FLEXIBLE' ? Math.floor(random() * MaximumWindowInMinutes * 60_000) : 0;
};

/**
 * Triggers a schedule's runs on the virtual clock.
 * @returns when no run is left; rejects when the signal ends it
 */
export async function runSchedule(
  schedule: Schedule,
  { clock, random, trigger }: RunnerPorts,
  signal: AbortSignal,
): Promise<void> {
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate } = schedule.settings;
  const recurrence = parseScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
  const start = StartDate?.getTime() ?? schedule.createdAt;
  // A one-off made late runs at once; a schedule that recurs waits for its next time.
  let after = recurrence.once ? Number.NEGATIVE_INFINITY : Math.max(schedule.modifiedAt, start - 1);
  for (;;) {
    const time = recurrence.next(after, start);
    if (time === undefined || (EndDate && time > EndDate.getTime())) return;
    await clock.sleep(Math.max(0, time + lateness(schedule, random) - clock.now()), signal);
    trigger(time);
    after = time;
  }
}
