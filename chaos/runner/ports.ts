import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { LoadDriver, SystemDescription } from '../schemas/index.ts';
import type { Sabotage } from '../sabotage/index.ts';
import type { Holder, IsGone } from './control/lock.ts';
import type { ProbePorts } from './probes/index.ts';

/** Clients of the system under test, wherever it runs. */
export interface TargetClients {
  readonly dynamodb: DynamoDBClient;
  readonly rdsData: RDSDataClient;
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly scheduler: SchedulerClient;
  readonly lambda: LambdaClient;
}

/** The target's clock: UTC on AWS, virtual on one machine. */
export interface TargetClock {
  /** Virtual seconds in a real one. */
  readonly speed: number;
  readonly now: () => Date;
}

export interface Target {
  readonly system: SystemDescription;
  readonly clients: TargetClients;
  readonly clock: TargetClock;
}

/** What a run is given from outside. */
export interface RunnerPorts extends Target, ProbePorts {
  readonly load: LoadDriver;
  /** Run directory; made where it does not exist. */
  readonly directory: string;
  readonly seed: number;
  /** Who runs it, for `chaos status`: a user and host, or an AWS principal. */
  readonly by: string;
  /** The process that runs it, which holds the stage. */
  readonly process: Pick<Holder, 'host' | 'pid' | 'started'>;
  readonly isGone: IsGone;
  /** Called when the stage is the run's and its journal stands. */
  readonly begun?: () => Promise<void>;
  /** Names of the sound template's alarms, with or without the stage's prefix. */
  readonly alarms: readonly string[];
  /** What was broken on purpose in this system. */
  readonly sabotage?: Pick<Sabotage, 'name' | 'seen'> | undefined;
  /** Versions worth keeping, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command that makes this run again. */
  readonly command: string;
  /** Figures known before the run, such as the seconds of the boot. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Ends the run: faults are released, the load is ended, the journal says interrupted. */
  readonly signal: AbortSignal;
  /** A line for whoever watches. */
  readonly progress: (text: string) => void;
}
