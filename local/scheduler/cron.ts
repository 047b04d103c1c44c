import { CronExpressionParser } from 'cron-parser';

const LAST_YEAR = 2199;

/** Parses the sixth field and returns a predicate for its years. */
function parseYears(field: string): (year: number) => boolean {
  const parts = field.split(',').map((part) => {
    const match = /^(?:\*|(?<from>\d{4})(?:-(?<to>\d{4}))?)(?:\/(?<step>\d+))?$/u.exec(part);
    if (!match) throw new RangeError(`the year field ${field} is not valid`);
    const { from, to, step } = match.groups ?? {};
    const first = Number(from ?? 1970);
    const last = Number(to ?? (from !== undefined && step === undefined ? from : LAST_YEAR));
    return { first, last, step: Number(step ?? 1) };
  });
  return (year) => parts.some(({ first, last, step }) => year >= first && year <= last && (year - first) % step === 0);
}

/** Converts AWS's weekday numbers (1 to 7, from Sunday) to those of other crons (0 to 6), and keeps everything else. */
const shiftWeekday = (field: string): string =>
  field.replaceAll(/(?<![#/\d])(?<day>[1-7])(?!\d)/gu, (day) => String(Number(day) - 1));

export interface Cron {
  /** The first time after `after`, in epoch milliseconds; undefined if there is none. */
  readonly next: (after: number) => number | undefined;
}

/**
 * Parses AWS's cron format: six fields (minutes, hours, day of month, month, day of week, year), with `?` in one of the
 * two day fields.
 * @throws RangeError that says which field is wrong
 */
export function parseCron(fields: string, timeZone: string): Cron {
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', years, ...more] = fields
    .trim()
    .split(/\s+/u);
  if (years === undefined || more.length > 0) throw new RangeError('it must have six fields');
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new RangeError('exactly one of day of month and day of week must be ?');
  }
  if (dayOfMonth.includes('W')) throw new RangeError('W (the nearest weekday) is not simulated');
  const matchesYear = parseYears(years);
  const wildcard = (field: string): string => (field === '?' ? '*' : field);
  const expression = [minutes, hours, wildcard(dayOfMonth), month, wildcard(shiftWeekday(dayOfWeek))].join(' ');
  const startAt = (currentDate: Date) => CronExpressionParser.parse(expression, { currentDate, tz: timeZone });
  startAt(new Date(0));

  const next = (after: number): number | undefined => {
    let cron = startAt(new Date(after));
    for (;;) {
      const date = cron.next();
      const year = date.getFullYear();
      if (matchesYear(year)) return date.getTime();
      let wanted = year + 1;
      while (wanted <= LAST_YEAR && !matchesYear(wanted)) wanted += 1;
      if (wanted > LAST_YEAR) return undefined;
      // Start a day before the year so that its first hours are found in every time zone.
      const dayBefore = Date.UTC(wanted - 1, 11, 31);
      if (dayBefore > date.getTime()) cron = startAt(new Date(dayBefore));
    }
  };
  return { next };
}
