import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { TargetClients } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { createControlClients } from './control-clients.ts';
import { reach } from './reach.ts';

/**
 * CloudWatch takes few requests a second from an account (FilterLogEvents 10, DescribeAlarms 9, DescribeMetricFilters 5),
 * and a stage with many functions asks more than that at once. Requests that it refuses are repeated with growing pauses.
 */
const PATIENT = { maxAttempts: 10 };

/** The AWS clients of a system. */
export function createClients(system: Pick<SystemDescription, 'environment' | 'region'>): TargetClients {
  return {
    ...createControlClients(system),
    lambda: new LambdaClient(reach(system, 'LAMBDA')),
    codedeploy: new CodeDeployClient(reach(system, 'CODEDEPLOY')),
    cloudwatch: new CloudWatchClient({ ...reach(system, 'CLOUDWATCH'), ...PATIENT }),
    logs: new CloudWatchLogsClient({ ...reach(system, 'CLOUDWATCH_LOGS'), ...PATIENT }),
  };
}
