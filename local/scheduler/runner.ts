import type { Clock } from '../core/index.ts';
import { parseScheduleExpression } from './expression.ts';
import type { Schedule } from './schedule.ts';

interface RunnerPorts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Starts the delivery of one run without waiting for it. */
  readonly trigger: (scheduledTime: number) => void;
}

/** The random delay of a run within its flexible time window, in virtual milliseconds. */
const flexibleDelay = ({ settings }: Schedule, random: () => number): number => {
  const { Mode, MaximumWindowInMinutes = 0 } = settings.FlexibleTimeWindow;
  return Mode === 'FLEXIBLE' ? Math.floor(random() * MaximumWindowInMinutes * 60_000) : 0;
};

/**
 * Triggers the runs of a schedule on the virtual clock.
 * @returns a promise that resolves after the last run and rejects if the signal aborts
 */
export async function runSchedule(
  schedule: Schedule,
  { clock, random, trigger }: RunnerPorts,
  signal: AbortSignal,
): Promise<void> {
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate } = schedule.settings;
  const recurrence = parseScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
  const start = StartDate?.getTime() ?? schedule.createdAt;
  // A one-time schedule whose time has passed runs immediately; a recurring schedule waits for its next time.
  let after = recurrence.once ? Number.NEGATIVE_INFINITY : Math.max(schedule.modifiedAt, start - 1);
  for (;;) {
    const time = recurrence.next(after, start);
    if (time === undefined || (EndDate && time > EndDate.getTime())) return;
    await clock.sleep(Math.max(0, time + flexibleDelay(schedule, random) - clock.now()), signal);
    trigger(time);
    after = time;
  }
}
