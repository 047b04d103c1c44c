/**
 * When a mute rule mutes: at its times, for its duration.
 *
 * Source: "Alarm mute rules" in the CloudWatch user guide, of 2026.
 */
import { CronDate, CronExpressionParser } from 'cron-parser';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MAX_DURATION = 15 * DAY;

export interface MuteSchedule {
  readonly once: boolean;
  /** Milliseconds. */
  readonly duration: number;
  /** The first start after a moment, in epoch milliseconds; undefined if there is none. */
  readonly next: (after: number) => number | undefined;
}

export type MuteStatus = 'SCHEDULED' | 'ACTIVE' | 'EXPIRED';

/** The bounds of a rule, in epoch milliseconds. */
export interface MuteBounds {
  readonly startsAt?: number | undefined;
  readonly expiresAt?: number | undefined;
}

const cronPattern = /^cron\((?<fields>[\w*,-]+(?: +[\w*,-]+){4})\)$/u;
const atPattern = /^at\((?<time>\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/u;
const durationPattern =
  /^P(?!$)(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?=\d)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/u;

/** @throws RangeError that says what is wrong with the expression, the duration or the time zone */
export function parseMuteSchedule(expression: string, duration: string, timeZone: string): MuteSchedule {
  const length = parseDuration(duration);
  const time = atPattern.exec(expression)?.groups?.['time'];
  if (time !== undefined) {
    const start = localTime(time, timeZone);
    return { once: true, duration: length, next: (after) => (start > after ? start : undefined) };
  }
  const fields = cronPattern.exec(expression)?.groups?.['fields'];
  if (fields === undefined) {
    throw new RangeError(
      `Invalid expression ${expression}: it must be at(yyyy-MM-ddThh:mm) or cron(...) with five fields of names, numbers, *, - and commas.`,
    );
  }
  const cronFrom = (after: number) =>
    CronExpressionParser.parse(fields, { currentDate: new Date(after), tz: timeZone });
  try {
    cronFrom(0);
  } catch (error) {
    throw new RangeError(`Invalid expression ${expression}: ${String(error)}.`, { cause: error });
  }
  return { once: false, duration: length, next: (after) => cronFrom(after).next().getTime() };
}

/**
 * A time in epoch milliseconds; one without an offset is in the time zone.
 *
 * @throws RangeError for a text that is not a time, or a time zone that is not known
 */
export function localTime(text: string, timeZone: string): number {
  try {
    return new CronDate(text, timeZone).getTime();
  } catch (error) {
    throw new RangeError(`${text} is not a time in the time zone ${timeZone}`, { cause: error });
  }
}

function parseDuration(text: string): number {
  const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = durationPattern.exec(text)?.groups ?? {};
  const duration =
    (Number(weeks) * 7 + Number(days)) * DAY + (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
  if (duration < MINUTE || duration > MAX_DURATION) {
    throw new RangeError(`Invalid duration ${text}: it must be between PT1M and P15D.`);
  }
  return duration;
}

/** A moment belongs to a window that began within the duration before it. */
export function isMuting(
  schedule: MuteSchedule,
  { startsAt = -Infinity, expiresAt = Infinity }: MuteBounds,
  at: number,
) {
  if (at < startsAt || at >= expiresAt) return false;
  const start = schedule.next(at - schedule.duration);
  return start !== undefined && start <= at;
}

export function muteStatus(schedule: MuteSchedule, bounds: MuteBounds, at: number): MuteStatus {
  if (isMuting(schedule, bounds, at)) return 'ACTIVE';
  const { startsAt = -Infinity, expiresAt = Infinity } = bounds;
  const next = nextMute(schedule, Math.max(at, startsAt));
  return next === undefined || next >= expiresAt ? 'EXPIRED' : 'SCHEDULED';
}

/** The first moment from `at` on at which the schedule mutes. */
function nextMute(schedule: MuteSchedule, at: number): number | undefined {
  return isMuting(schedule, {}, at) ? at : schedule.next(at);
}
