/** Schedules of EventBridge Scheduler. CloudFormation and the API give their properties the same names. */
import type { Properties } from '../part.ts';

/** EventBridge Scheduler's defaults: a day, and as many attempts as fit into it. */
const RETRIES = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** Every property that decides when a schedule runs, and what it starts. */
export function scheduleProperties(given: Properties): Properties {
  const { Mode = 'OFF', MaximumWindowInMinutes } = objectIn(given['FlexibleTimeWindow']);
  const target = objectIn(given['Target']);
  return {
    ScheduleExpression: given['ScheduleExpression'],
    ScheduleExpressionTimezone: given['ScheduleExpressionTimezone'] ?? 'UTC',
    State: given['State'] ?? 'ENABLED',
    StartDate: timeOf(given['StartDate']),
    EndDate: timeOf(given['EndDate']),
    FlexibleTimeWindow: { Mode, MaximumWindowInMinutes },
    ...Object.fromEntries(
      Object.entries(target)
        .filter(([name]) => name !== 'RetryPolicy' && name !== 'DeadLetterConfig')
        .map(([name, value]) => [`Target.${name}`, value]),
    ),
    'Target.RetryPolicy': { ...RETRIES, ...objectIn(target['RetryPolicy']) },
    'Target.DeadLetterConfig': objectIn(target['DeadLetterConfig'])['Arn'],
  };
}

function objectIn(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}

function timeOf(value: unknown): string | undefined {
  return value === undefined ? undefined : new Date(value as string | Date).toISOString();
}
