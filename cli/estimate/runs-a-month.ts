import { parseScheduleExpression } from '@evenkeel/local/scheduler/expression';

/** A month of 365 / 12 days. */
export const HOURS_A_MONTH = 730;

const HOUR_MS = 3_600_000;
/** Schedules are followed for this long: a rate or a cron expression repeats within it, but for those of a season. */
const FOLLOWED_MS = 28 * 24 * HOUR_MS;
const MAX_FOLLOWED = 100_000;

/** How often a schedule runs a month. One that runs once counts nothing. */
export function runsAMonth(expression: string): number {
  if (expression.startsWith('at(')) return 0;
  const start = Date.UTC(2026, 1, 1);
  const recurrence = parseScheduleExpression(expression, 'UTC');
  let runs = 0;
  for (
    let at = recurrence.next(start, start);
    at !== undefined && at - start <= FOLLOWED_MS;
    at = recurrence.next(at, start)
  ) {
    runs += 1;
    if (runs === MAX_FOLLOWED) break;
  }
  return Math.round((runs * HOURS_A_MONTH * HOUR_MS) / FOLLOWED_MS);
}
