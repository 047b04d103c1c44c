/** Time zones as alarms take them: an IANA name, an offset such as `+05:30` or `Z`, or `UTC+05:30`. */

const MINUTE = 60_000;
/** The offset of an alarm's time zone is a multiple of this, in minutes. */
const OFFSET_STEP = 5;

/** Milliseconds by which a zone's local time is ahead of UTC at a moment in epoch milliseconds. */
export type OffsetAt = (at: number) => number;

const fixedPattern = /^(?=.)(?:UTC|GMT)?(?:Z|(?<sign>[+-])(?<hours>\d{1,2}):?(?<minutes>\d{2})?)?$/u;

function fixedOffset(zone: string): number | undefined {
  const match = fixedPattern.exec(zone);
  if (!match) return undefined;
  const { sign = '+', hours = '0', minutes = '0' } = match.groups ?? {};
  const size = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  if (size > 18 * 60 * MINUTE || Number(minutes) > 59) throw new RangeError(`${zone} is not an offset from UTC`);
  return sign === '-' ? -size : size;
}

/** The offsets of the zones that were named before, because a format takes long to make. */
const known = new Map<string, OffsetAt>();

function namedOffset(zone: string): OffsetAt {
  const before = known.get(zone);
  if (before !== undefined) return before;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetAt: OffsetAt = (at) => {
    const second = Math.floor(at / 1000) * 1000;
    const parts = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
  };
  known.set(zone, offsetAt);
  return offsetAt;
}

/**
 * The offset of a zone, which changes with daylight saving time only if the zone is given by its name.
 *
 * @throws RangeError for a zone that is not known, or whose offset is not a multiple of five minutes
 */
export function offsetsOf(zone: string): OffsetAt {
  const fixed = fixedOffset(zone);
  if (fixed === undefined) return namedOffset(zone);
  if (fixed % (OFFSET_STEP * MINUTE) !== 0) {
    throw new RangeError(`the offset ${zone} is not a multiple of ${String(OFFSET_STEP)} minutes`);
  }
  return () => fixed;
}

/** Why an alarm cannot use this time zone; undefined if it can. */
export function whyNoTimeZone(zone: string): string | undefined {
  try {
    offsetsOf(zone);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
