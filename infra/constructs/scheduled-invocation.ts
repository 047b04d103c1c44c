import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { serviceOfAccount } from './service-principal.ts';

/** What a schedule calls, and the action that it needs for that. */
export interface ScheduleTarget {
  readonly arn: string;
  readonly action: 'lambda:InvokeFunction' | 'states:StartExecution';
}

export interface ScheduledInvocationProps {
  readonly scheduleName: string;
  /** A schedule expression in UTC: `cron(0 * * * ? *)`, `rate(2 minutes)`. */
  readonly expression: string;
  readonly target: ScheduleTarget;
  readonly input: object;
  readonly retries: number;
  readonly maximumAge: Duration;
  readonly deadLetters: sqs.IQueue;
}

/** A schedule that calls its target, retries failed deliveries, and keeps those that keep failing. */
export class ScheduledInvocation extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledInvocationProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', { assumedBy: serviceOfAccount(this, 'scheduler.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [props.target.action],
        resources: [props.target.arn],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetters.queueArn] }),
    );
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      name: props.scheduleName,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: props.target.arn,
        roleArn: role.roleArn,
        input: JSON.stringify(props.input),
        retryPolicy: {
          maximumRetryAttempts: props.retries,
          maximumEventAgeInSeconds: props.maximumAge.toSeconds(),
        },
        deadLetterConfig: { arn: props.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(role);
  }
}
