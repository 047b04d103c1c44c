/** The schema of a mute rule, shared by the API and by templates because both use the same names. */
import * as z from 'zod';
import { localTime, type MuteBounds, type MuteSchedule, parseMuteSchedule } from './mute-schedule.ts';

/** Seconds since 1970 in the API; in templates a text, in the schedule's time zone unless it has an offset. */
const time = z.union([z.number(), z.string()]).optional();

const schedule = z.strictObject({
  Expression: z.string().min(1).max(256),
  Duration: z.string().min(1).max(50),
  Timezone: z.string().min(1).max(50).optional(),
});

const settings = z.object({
  Name: z.string().min(1).max(255),
  Description: z.string().max(1024).optional(),
  Rule: z.strictObject({ Schedule: schedule }),
  MuteTargets: z.strictObject({ AlarmNames: z.array(z.string().min(1).max(255)).max(100) }).default({ AlarmNames: [] }),
  StartDate: time,
  ExpireDate: time,
});

/** A rule with its times worked out. */
export interface MuteRuleSettings extends MuteBounds {
  readonly name: string;
  readonly description: string | undefined;
  readonly alarms: readonly string[];
  /** As it was given. */
  readonly given: z.output<typeof schedule>;
  readonly schedule: MuteSchedule;
}

/** @throws RangeError for a time or a schedule that is not valid */
function settingsOf({ Name, Description, Rule, MuteTargets, ...bounds }: z.output<typeof settings>): MuteRuleSettings {
  const { Expression, Duration, Timezone = 'UTC' } = Rule.Schedule;
  const moment = (at: number | string | undefined): number | undefined =>
    typeof at === 'string' ? localTime(at, Timezone) : at === undefined ? undefined : at * 1000;
  return {
    name: Name,
    description: Description,
    alarms: MuteTargets.AlarmNames,
    given: Rule.Schedule,
    schedule: parseMuteSchedule(Expression, Duration, Timezone),
    startsAt: moment(bounds.StartDate),
    expiresAt: moment(bounds.ExpireDate),
  };
}

export const muteRuleSchema = settings.transform((given, context) => {
  try {
    return settingsOf(given);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: 'custom', path: ['Rule', 'Schedule'], message });
    return z.NEVER;
  }
});
