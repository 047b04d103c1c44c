import { CronExpressionParser } from 'cron-parser';

const LAST_YEAR = 2199;

/** Whether a year is one of those that the sixth field names. */
function parseYears(field: string): (year: number) => boolean {
  const parts = field.split(',').map((part) => {
    const match = /^(?:\*|(?<from>\d{4})(?:-(?<to>\d{4}))?)(?:\/(?<step>\d+))?$/u.exec(part);
    if (!match) throw new RangeError(`the year field ${field} is not one`);
    const { from, to, step } = match.groups ?? {};
    const first = Number(from ?? 1970);
    const last = Number(to ?? (from !== undefined && step === undefined ? from : LAST_YEAR));
    return { first, last, step: Number(step ?? 1) };
  });
  return (year) => parts.some(({ first, last, step }) => year >= first && year <= last && (year - first) % step === 0);
}

/** AWS counts the days of the week 1 to 7 from Sunday, other crons 0 to 6; names, `#n`, steps and `L` stay. */
const shiftWeekday = (field: string): string =>
  field.replaceAll(/(?<![#/\d])(?<day>[1-7])(?!\d)/gu, (day) => String(Number(day) - 1));

export interface Cron {
  /** The first time after `after`, epoch milliseconds; undefined when there is none. */
  readonly next: (after: number) => number | undefined;
}

/**
 * Reads AWS's cron: six fields (minutes, hours, day of month, month, day of week, year), one of the two days `?`.
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
      // A day before the year, for no time zone to miss its first hours.
      const eve = Date.UTC(wanted - 1, 11, 31);
      if (eve > date.getTime()) cron = startAt(new Date(eve));
    }
  };
  return { next };
}
