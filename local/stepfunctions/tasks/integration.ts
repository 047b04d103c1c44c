import type { ApiCaller, Caller, FunctionInvoker, QueueSink } from '../../core/index.ts';
import type { Json } from '../data/json.ts';
import type { TaskResource } from './resource.ts';

/** The services that tasks call. */
export interface TaskPorts {
  readonly region: string;
  readonly invoker: FunctionInvoker;
  readonly queues: QueueSink;
  /** DynamoDB and other APIs, by the SDKs' names. */
  readonly apis: ApiCaller;
  /** Puts an event on the default bus. */
  readonly putEvents: (caller: Caller, entries: readonly Json[]) => Promise<unknown>;
  readonly executions: ChildExecutions;
}

/** Executions that a task starts. */
interface ChildExecutions {
  /** @throws AwsError */
  start(
    caller: Caller,
    request: { readonly stateMachineArn: string; readonly name?: string; readonly input: string },
  ): {
    readonly executionArn: string;
    readonly startDate: number;
  };
  /** Resolves when the execution has ended, with what DescribeExecution then returns. */
  ended(executionArn: string, signal: AbortSignal): Promise<EndedExecution>;
}

export interface EndedExecution {
  readonly status: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly described: Json;
}

/** A service that tasks can call. Each has a file of its own and is listed in `tasks/index.ts`. */
export interface Integration {
  /** Its actions, as they stand in a resource's ARN after the account: `lambda:invoke`. */
  readonly actions: readonly string[];
  readonly patterns: readonly TaskResource['pattern'][];
  /** @throws StateError */
  run(call: IntegrationCall, ports: TaskPorts): Promise<Json>;
}

export interface IntegrationCall {
  readonly resource: TaskResource;
  /** The ARN in the definition. */
  readonly arn: string;
  readonly parameters: Json;
  /** The role of the state machine. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
}
