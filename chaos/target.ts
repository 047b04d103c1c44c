/** The system under test, as the runner and the control table access it. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { PulseReport, SystemDescription } from './schemas/index.ts';
import type { OpenedSystem } from './system/index.ts';

/** Clients of the system under test, wherever it runs. */
export interface TargetClients {
  readonly dynamodb: DynamoDBClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly scheduler: SchedulerClient;
  readonly lambda: LambdaClient;
}

/** The target's clock: UTC on AWS, virtual on one machine. */
export interface TargetClock {
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly now: () => Date;
}

export interface Target {
  readonly system: SystemDescription;
  /** Absent if the system has no definition; its stores are then not read. */
  readonly opened?: OpenedSystem;
  readonly clients: TargetClients;
  readonly clock: TargetClock;
  /** Reads the signs of life of the processes that run it. Absent on AWS, which does not show them. */
  readonly pulse?: () => Promise<PulseReport>;
}
