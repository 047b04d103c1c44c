import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { TargetClients } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { createControlClients } from './control-clients.ts';
import { reach } from './reach.ts';

/** The AWS clients of a system. */
export function createClients(system: Pick<SystemDescription, 'environment' | 'region'>): TargetClients {
  return {
    ...createControlClients(system),
    lambda: new LambdaClient(reach(system, 'LAMBDA')),
    cloudwatch: new CloudWatchClient(reach(system, 'CLOUDWATCH')),
    logs: new CloudWatchLogsClient(reach(system, 'CLOUDWATCH_LOGS')),
  };
}
