/** The simulated operations of the Step Functions API. */
import type { Operation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { describeExecution } from './describe-execution.ts';
import { describeMapRun } from './describe-map-run.ts';
import { describeStateMachine } from './describe-state-machine.ts';
import { getExecutionHistory } from './get-execution-history.ts';
import { listExecutions } from './list-executions.ts';
import { listMapRuns } from './list-map-runs.ts';
import { listStateMachines } from './list-state-machines.ts';
import { sendTaskFailure } from './send-task-failure.ts';
import { sendTaskHeartbeat } from './send-task-heartbeat.ts';
import { sendTaskSuccess } from './send-task-success.ts';
import { startExecution } from './start-execution.ts';
import { startSyncExecution } from './start-sync-execution.ts';
import { stopExecution } from './stop-execution.ts';

export const operations: readonly Operation<StepFunctions>[] = [
  startExecution,
  startSyncExecution,
  stopExecution,
  describeExecution,
  listExecutions,
  getExecutionHistory,
  describeMapRun,
  listMapRuns,
  describeStateMachine,
  listStateMachines,
  sendTaskSuccess,
  sendTaskFailure,
  sendTaskHeartbeat,
];
