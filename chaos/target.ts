/** The system under test, as the runner and the control table access it. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
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
  readonly codedeploy: CodeDeployClient;
}

/** The target's clock: UTC on AWS, virtual on one machine. */
export interface TargetClock {
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly now: () => Date;
}

/** A repair in the reconciler's ledger, with images as its store holds rows. */
export interface RecordedRepair {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly action:
    | { readonly kind: 'write'; readonly view: string; readonly write: 'create' | 'update' | 'delete' | 'restore' }
    | { readonly kind: 'call'; readonly owner: string };
  readonly status: 'intended' | 'done' | 'refused' | 'failed' | 'not-done' | 'unknown';
  readonly preImage: string | null;
  readonly postImage?: string | null | undefined;
  readonly intendedAt: string;
  readonly concludedAt?: string | undefined;
  readonly undoes?: object | undefined;
}

/** How many messages a queue holds, by its approximate counts. */
export interface QueueDepth {
  readonly name: string;
  readonly visible: number;
  /** Received, but not deleted: their function works on them, or has failed and their visibility timeout runs. */
  readonly inFlight: number;
  readonly delayed: number;
}

/** The queues that feed functions of the system. */
export interface FeedingQueues {
  readonly names: readonly string[];
  read(): Promise<readonly QueueDepth[]>;
}

export interface Target {
  readonly system: SystemDescription;
  /** Absent if the system has no definition; its stores are then not read. */
  readonly opened?: OpenedSystem;
  readonly clients: TargetClients;
  /** What the reconciler's ledger holds of a run, in the order in which it was intended. Absent: the ledger is not read. */
  readonly readLedger?: (runId: string) => Promise<readonly RecordedRepair[]>;
  readonly clock: TargetClock;
  /** Absent if no queue feeds a function. */
  readonly queues?: FeedingQueues;
  /** Reads the signs of life of the processes that run it. Absent on AWS, which does not show them. */
  readonly pulse?: () => Promise<PulseReport>;
}
