/** Members of requests that several operations share, and the errors for those that are missing. */
import * as z from 'zod';
import { AwsError } from '../../core/index.ts';
import { type AlarmConfiguration, type AutoRollbackConfiguration, ROLLBACK_EVENTS } from '../groups.ts';

/** Maximum number of alarms that a deployment group may have. */
const MAX_ALARMS = 10;

/** @throws AwsError with the code of CodeDeploy for a missing member */
export function required(value: string | undefined, code: string, what: string): string {
  if (value !== undefined && value !== '') return value;
  throw new AwsError(code, `${what} is required.`);
}

export const alarmConfiguration = z
  .object({
    enabled: z.boolean().default(false),
    ignorePollAlarmFailure: z.boolean().default(false),
    alarms: z.array(z.object({ name: z.string() })).default([]),
  })
  .transform(({ alarms, ...rest }): AlarmConfiguration => ({ ...rest, alarms: alarms.map(({ name }) => name) }));

export const autoRollbackConfiguration = z.object({
  enabled: z.boolean().default(false),
  events: z.array(z.string()).default([]),
});

/** @throws AwsError AlarmsLimitExceededException or InvalidAlarmConfigException */
export function checkAlarms(given: AlarmConfiguration): AlarmConfiguration {
  if (given.alarms.length > MAX_ALARMS) {
    throw new AwsError('AlarmsLimitExceededException', `The maximum number of alarms is ${MAX_ALARMS}.`);
  }
  if (given.enabled && given.alarms.length === 0) {
    throw new AwsError('InvalidAlarmConfigException', 'An enabled alarm configuration must contain an alarm.');
  }
  return given;
}

/** @throws AwsError InvalidAutoRollbackConfigException */
export function checkAutoRollback(given: z.output<typeof autoRollbackConfiguration>): AutoRollbackConfiguration {
  const events = ROLLBACK_EVENTS.filter((event) => given.events.includes(event));
  const unknown = given.events.filter((event) => !(ROLLBACK_EVENTS as readonly string[]).includes(event));
  if (unknown.length > 0 || (given.enabled && events.length === 0)) {
    const message = `The automatic rollback configuration is invalid: its events must be some of ${ROLLBACK_EVENTS.join(', ')}.`;
    throw new AwsError('InvalidAutoRollbackConfigException', message);
  }
  return { enabled: given.enabled, events };
}
