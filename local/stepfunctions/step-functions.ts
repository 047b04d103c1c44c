/** The state behind the API: state machines, executions, map runs and tasks that wait. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsError, type Caller, type MetricSink, type Site } from '../core/index.ts';
import { Callbacks } from './callbacks.ts';
import type { Json } from './data/json.ts';
import { type Execution, Executions } from './executions.ts';
import { MapRuns } from './map-runs.ts';
import { StateMetrics } from './metrics.ts';
import { roleOf } from './role.ts';
import { StateError } from './state-error.ts';
import { StateMachines } from './state-machines.ts';
import { taskRunner } from './tasks/index.ts';
import type { EndedExecution, TaskPorts } from './tasks/integration.ts';

export interface StepFunctionsPorts extends Omit<TaskPorts, 'executions' | 'region'> {
  readonly metrics: MetricSink;
}

/** Time-outs and heartbeats are real time, like the time-outs of the functions that tasks call. */
const realTime = {
  elapsed: () => performance.now(),
  sleep: (ms: number, signal: AbortSignal): Promise<void> => wait(Math.min(ms, MAX_TIMER_MS), undefined, { signal }),
};

/** The longest delay of a timer in Node.js. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class StepFunctions {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly mapRuns: MapRuns;
  readonly callbacks: Callbacks;

  constructor(site: Site, { metrics, ...services }: StepFunctionsPorts) {
    const { clock, random, region } = site;
    this.machines = new StateMachines(site);
    this.callbacks = new Callbacks(realTime.elapsed);
    const taskPorts = { ...services, region, executions: this.#forTasks() };
    this.executions = new Executions({
      clock,
      metrics: new StateMetrics(metrics),
      ports: (machine, executionArn) => {
        const caller = roleOf(site, machine);
        return {
          clock,
          timeouts: realTime,
          random,
          newId: randomUUID,
          tasks: taskRunner(taskPorts, caller),
          callbacks: this.callbacks,
          openMapRun: (options) => {
            demandStart(caller, machine.arn);
            return this.mapRuns.open(machine, executionArn, options);
          },
        };
      },
    });
    this.mapRuns = new MapRuns(clock, this.executions);
  }

  /** @throws AwsError StateMachineDoesNotExist, InvalidExecutionInput, ExecutionAlreadyExists */
  start(stateMachineArn: string, input: string, name?: string): Execution {
    return this.executions.start({ machine: this.machines.get(stateMachineArn), input, name });
  }

  #forTasks(): TaskPorts['executions'] {
    return {
      start: (caller, { stateMachineArn, input, name }) => {
        caller.demand([{ action: 'states:StartExecution', resource: stateMachineArn }]);
        const { arn, startedAt } = this.start(stateMachineArn, input, name);
        return { executionArn: arn, startDate: startedAt };
      },
      ended: async (arn, signal): Promise<EndedExecution> => {
        const execution = this.executions.get(arn);
        const stop = (): void => {
          execution.stop(undefined, 'The execution that waits for it has ended');
        };
        signal.addEventListener('abort', stop, { once: true });
        await execution.ended;
        signal.removeEventListener('abort', stop);
        const { status, output, error, cause } = execution;
        return { status, output, error, cause, described: describedToTask(execution) };
      },
    };
  }
}

/** The children of a distributed map are executions of the state machine, which its role has to be allowed to start. */
function demandStart(caller: Caller, resource: string): void {
  if (caller.allows({ action: 'states:StartExecution', resource })) return;
  const message = `${caller.arn} is not authorized to perform states:StartExecution on ${resource}`;
  throw new StateError('States.Permissions', message);
}

/** An ended execution as the result of a task, with member names in upper case. */
const describedToTask = ({ arn, name, machine, status, input, startedAt, ...end }: Execution): Json => ({
  ExecutionArn: arn,
  Name: name,
  StateMachineArn: machine.arn,
  Status: status,
  Input: input,
  StartDate: startedAt,
  StopDate: end.stoppedAt ?? startedAt,
  ...(end.output !== undefined && { Output: end.output }),
  ...(end.error !== undefined && { Error: end.error }),
  ...(end.cause !== undefined && { Cause: end.cause }),
});

/** @throws AwsError InvalidArn */
export function executionOfStandard(execution: Execution): Execution {
  if (execution.history.isKept) return execution;
  throw new AwsError('InvalidArn', `This operation is not supported for the Express execution '${execution.arn}'`);
}
