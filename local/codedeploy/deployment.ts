/** A deployment, as the API shows it. Times are virtual milliseconds. */
import type { AppSpec, HookName } from './app-spec.ts';
import type { DeploymentGroup, RollbackEvent } from './groups.ts';
import type { TrafficRouting } from './traffic-plan.ts';

type DeploymentStatus = 'Created' | 'Queued' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

type LifecycleEventName = HookName | 'AllowTraffic';
type LifecycleStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

export interface LifecycleEvent {
  readonly name: LifecycleEventName;
  status: LifecycleStatus;
  startedAt?: number;
  endedAt?: number;
}

/** Why a deployment did not succeed. */
export interface DeploymentError {
  readonly code:
    | 'ALARM_ACTIVE'
    | 'HOOK_EXECUTION_FAILURE'
    | 'IAM_ROLE_PERMISSIONS'
    | 'INVALID_LAMBDA_CONFIGURATION'
    | 'INVALID_LAMBDA_FUNCTION'
    | 'MANUAL_STOP'
    | 'TIMEOUT';
  readonly message: string;
}

export interface Revision {
  readonly content: string;
  readonly sha256: string | undefined;
}

export interface Deployment {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly configName: string;
  readonly routing: TrafficRouting;
  readonly revision: Revision;
  readonly spec: AppSpec;
  readonly description: string | undefined;
  readonly creator: 'user' | 'codeDeployRollback' | 'CloudFormation';
  readonly createdAt: number;
  /** The causes that roll it back; empty for a deployment that is itself a rollback. */
  readonly rollbackOn: readonly RollbackEvent[];
  /** Names of the alarms that stop it. */
  readonly alarms: readonly string[];
  readonly ignorePollAlarmFailure: boolean;
  readonly events: readonly LifecycleEvent[];
  status: DeploymentStatus;
  startedAt?: number;
  completedAt?: number;
  error?: DeploymentError;
  rollback?: {
    /** The deployment that takes this one back. */
    readonly rollbackDeploymentId?: string;
    /** The deployment that this one takes back. */
    readonly rollbackTriggeringDeploymentId?: string;
    readonly rollbackMessage: string;
  };
}

const ENDED: readonly DeploymentStatus[] = ['Succeeded', 'Failed', 'Stopped'];

export const hasEnded = ({ status }: Pick<Deployment, 'status'>): boolean => ENDED.includes(status);
