import { CronDate } from 'cron-parser';
import { parseCron } from './cron.ts';

/** When a schedule runs: once or repeatedly. Times are epoch milliseconds. */
export interface Recurrence {
  readonly once: boolean;
  /**
   * The first time after `after`; undefined if there is none.
   * @param start the creation or start time of the schedule, from which a rate counts
   */
  readonly next: (after: number, start: number) => number | undefined;
}

/** The last moment that a `Date` can express. */
const LAST_MOMENT = 8.64e15;

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

function parseRate(text: string): Recurrence {
  const match = /^(?<count>[1-9]\d*) (?<unit>minute|hour|day)(?<plural>s?)$/u.exec(text);
  const { count = '', unit = '', plural } = match?.groups ?? {};
  if (!match || (count === '1') !== (plural === '')) {
    throw new RangeError('a rate is a number followed by minute(s), hour(s) or day(s)');
  }
  const every = Number(count) * UNIT_MS[unit as Unit];
  return {
    once: false,
    next: (after, start) => {
      const at = start + every * Math.max(1, Math.floor((after - start) / every) + 1);
      return at <= LAST_MOMENT ? at : undefined;
    },
  };
}

function parseAt(text: string, timeZone: string): Recurrence {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/u.test(text)) throw new RangeError('a time must be yyyy-mm-ddThh:mm:ss');
  const at = new CronDate(text, timeZone).getTime();
  return { once: true, next: (after) => (at > after ? at : undefined) };
}

/**
 * Parses `rate(...)`, `cron(...)` or `at(...)`.
 * @throws RangeError that says what is wrong with the expression
 */
export function parseScheduleExpression(expression: string, timeZone: string): Recurrence {
  const { kind, inner = '' } = /^(?<kind>rate|cron|at)\((?<inner>.*)\)$/u.exec(expression)?.groups ?? {};
  try {
    if (kind === 'rate') return parseRate(inner);
    if (kind === 'at') return parseAt(inner, timeZone);
    if (kind === 'cron') return { once: false, next: parseCron(inner, timeZone).next };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Invalid Schedule Expression ${expression}: ${reason}.`, { cause: error });
  }
  throw new RangeError(`Invalid Schedule Expression ${expression}: it must be rate(...), cron(...) or at(...).`);
}
