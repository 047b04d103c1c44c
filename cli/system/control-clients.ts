import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { TargetClients } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { reach } from './reach.ts';

/** The clients for reading and clearing a stage. They are separate so that the kill switch need not load all clients. */
export function createControlClients(
  system: Pick<SystemDescription, 'environment' | 'region'>,
): Pick<TargetClients, 'dynamodb' | 'scheduler'> {
  return {
    dynamodb: new DynamoDBClient(reach(system, 'DYNAMODB')),
    scheduler: new SchedulerClient(reach(system, 'SCHEDULER')),
  };
}
