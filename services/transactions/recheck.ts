/** The one-off schedule that runs the alarm handler again while an alarm is in ALARM. */
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';

export interface Recheck {
  readonly stage: string;
  readonly roleArn: string;
  readonly functionArn: string;
}

const INTERVAL_MS = 60_000;

/** One schedule per minute serves all alarms: it is named after the minute, so creating a second one is a conflict. */
export async function scheduleRecheck(client: SchedulerClient, recheck: Recheck, now: Date): Promise<void> {
  const at = new Date(now.getTime() + INTERVAL_MS);
  const second = at.toISOString().slice(0, 19);
  try {
    await client.send(
      new CreateScheduleCommand({
        Name: `evenkeel-${recheck.stage}-alarm-recheck-${second.slice(0, 16).replaceAll(/[^0-9]/g, '')}`,
        ScheduleExpression: `at(${second})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: recheck.functionArn,
          RoleArn: recheck.roleArn,
          Input: JSON.stringify({ recheck: true }),
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}
