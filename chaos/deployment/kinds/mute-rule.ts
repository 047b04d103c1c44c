import type { Properties } from '../part.ts';

/** When a rule mutes, and which alarms, with AWS's defaults and with the alarms in one order. */
export function muteRuleProperties(given: Properties): Properties {
  const { Schedule = {} } = (given['Rule'] ?? {}) as { readonly Schedule?: Properties };
  const { AlarmNames = [] } = (given['MuteTargets'] ?? {}) as { readonly AlarmNames?: readonly unknown[] };
  const { Expression, Duration, Timezone = 'UTC' } = Schedule;
  return {
    'Rule.Expression': Expression,
    'Rule.Duration': Duration,
    'Rule.Timezone': Timezone,
    MuteTargets: AlarmNames.map(String).sort(),
    StartDate: localTime(given['StartDate'], String(Timezone)),
    ExpireDate: localTime(given['ExpireDate'], String(Timezone)),
  };
}

/** `2026-02-01T02:30` in the schedule's time zone. A template's text without an offset is such a time already. */
function localTime(given: unknown, timeZone: string): unknown {
  if (typeof given === 'string' && !/(?:Z|[+-]\d\d:?\d\d)$/u.test(given)) return given.slice(0, 16);
  if (typeof given !== 'string' && !(given instanceof Date)) return given;
  const options = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(new Date(given)).replace(' ', 'T');
}
