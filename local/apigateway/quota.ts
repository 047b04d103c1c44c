/** Quotas: how many requests a key has left in the day, week or month (UTC, virtual time). */
import type { Quota } from './api.ts';

/** Number of requests by day (`2026-01-31`). */
export type DailyUsage = ReadonlyMap<string, number>;

const DAY = 24 * 60 * 60_000;

export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

/**
 * The first day of the period that contains `now`; weeks begin on Monday.
 *
 * @internal
 */
export function periodStart(period: Quota['period'], now: number): string {
  switch (period) {
    case 'DAY':
      return dayOf(now);
    case 'WEEK':
      return dayOf(now - ((new Date(now).getUTCDay() + 6) % 7) * DAY);
    case 'MONTH':
      return `${dayOf(now).slice(0, 8)}01`;
  }
}

/** Requests left in the period that contains `now`, never below zero. */
export function remaining(usage: DailyUsage, { limit, period }: Quota, now: number): number {
  const start = periodStart(period, now);
  const today = dayOf(now);
  let used = 0;
  for (const [day, count] of usage) {
    if (day >= start && day <= today) used += count;
  }
  return Math.max(0, limit - used);
}
