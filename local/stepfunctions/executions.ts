/** Executions: their start, their end, and what the API returns about them. */
import { randomUUID } from 'node:crypto';
import { AwsError, type Clock } from '../core/index.ts';
import { type Json, type JsonObject, MAX_PAYLOAD_BYTES, parseJsonText } from './data/json.ts';
import { History } from './history.ts';
import type { InterpreterPorts } from './interpreter/ports.ts';
import { runStates } from './interpreter/run-states.ts';
import { Scope } from './interpreter/scope.ts';
import type { QueryLanguage, States } from './language/states.ts';
import type { StateMetrics } from './metrics.ts';
import { StateError } from './state-error.ts';
import type { StateMachine } from './state-machines.ts';

type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly input: string;
  /** Virtual milliseconds. */
  readonly startedAt: number;
  readonly history: History;
  /** The run of the distributed map that it belongs to. */
  readonly mapRunArn: string | undefined;
  /** Number of items of that map in it. */
  readonly itemCount: number | undefined;
  status: 'RUNNING' | EndStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly stop: (error: string | undefined, cause: string | undefined) => void;
}

export interface StartRequest {
  readonly machine: StateMachine;
  readonly name?: string | undefined;
  readonly input: string;
  /** For a child of a distributed map. */
  readonly child?: ChildOf;
}

export interface ChildOf {
  readonly mapRunArn: string;
  readonly label: string;
  readonly states: States;
  readonly language: QueryLanguage;
  readonly context: JsonObject;
  readonly isExpress: boolean;
  readonly itemCount: number;
}

/** StopExecution ended the execution. */
class StoppedError extends Error {
  readonly error: string | undefined;

  constructor(error: string | undefined, cause: string | undefined) {
    super(cause);
    this.error = error;
  }
}

/** The execution ran longer than its state machine allows. */
class OvertimeError extends Error {}

/** Ended executions that are kept; after that, the oldest are dropped. */
const MAX_ENDED = 20_000;

export class Executions {
  readonly #clock: Clock;
  readonly #metrics: StateMetrics;
  readonly #ports: (machine: StateMachine, executionArn: string) => InterpreterPorts;
  readonly #byArn = new Map<string, Execution>();
  readonly #closing = new AbortController();

  constructor(parts: {
    readonly clock: Clock;
    readonly metrics: StateMetrics;
    readonly ports: (machine: StateMachine, executionArn: string) => InterpreterPorts;
  }) {
    this.#clock = parts.clock;
    this.#metrics = parts.metrics;
    this.#ports = parts.ports;
  }

  /**
   * Starts an execution. A second start with the same name and input returns the first one.
   *
   * @throws AwsError InvalidExecutionInput, ExecutionAlreadyExists
   */
  start(request: StartRequest): Execution {
    const { machine, input, child } = request;
    const name = request.name ?? randomUUID();
    const arn = arnOf(machine, name, child);
    checkInput(input);
    const known = this.#byArn.get(arn);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.input === input) return known;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    return this.#run(request, name, arn);
  }

  /** @throws AwsError ExecutionDoesNotExist */
  get(arn: string): Execution {
    const found = this.#byArn.get(arn);
    if (found === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  }

  all(): readonly Execution[] {
    return [...this.#byArn.values()];
  }

  close(): void {
    this.#closing.abort(new StoppedError('States.Aborted', 'the system is closing'));
  }

  #run(request: StartRequest, name: string, arn: string): Execution {
    const { machine, input, child } = request;
    const startedAt = this.#clock.now();
    const isExpress = child?.isExpress ?? machine.type === 'EXPRESS';
    const stopping = new AbortController();
    const history = new History(() => this.#clock.now(), !isExpress);
    const { promise: ended, resolve } = resolvable();
    const execution: Execution = {
      arn,
      name,
      machine,
      input,
      startedAt,
      history,
      mapRunArn: child?.mapRunArn,
      itemCount: child?.itemCount,
      status: 'RUNNING',
      ended,
      stop: (error, cause) => {
        stopping.abort(new StoppedError(error, cause));
      },
    };
    this.#byArn.set(arn, execution);
    if (child === undefined) this.#metrics.started(machine);
    this.#work(execution, child, stopping)
      .then((output) => {
        this.#end(execution, 'SUCCEEDED', { output });
      })
      .catch((error: unknown) => {
        this.#fail(execution, error);
      })
      .finally(() => {
        resolve();
        this.#forgetOldest();
      });
    return execution;
  }

  async #work(execution: Execution, child: ChildOf | undefined, stopping: AbortController): Promise<string> {
    const { machine, input, arn, name, startedAt, history } = execution;
    const parsed = parseJsonText(input);
    const trail = history.trail();
    trail.add('ExecutionStarted', { input, roleArn: machine.roleArn });
    const signal = AbortSignal.any([stopping.signal, this.#closing.signal]);
    const { definition } = machine;
    const ending = new AbortController();
    if (child === undefined && definition.TimeoutSeconds !== undefined) {
      this.#clock.sleep(definition.TimeoutSeconds * 1000, ending.signal).then(
        () => {
          stopping.abort(new OvertimeError());
        },
        () => undefined,
      );
    }
    const context: JsonObject = {
      ...child?.context,
      Execution: {
        Id: arn,
        Input: parsed,
        Name: name,
        RoleArn: machine.roleArn,
        StartTime: new Date(startedAt).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
    try {
      const output: Json = await runStates(child?.states ?? definition, parsed, {
        ports: this.#ports(machine, arn),
        scope: new Scope(),
        trail,
        language: child?.language ?? definition.QueryLanguage ?? 'JSONPath',
        context,
        signal,
      });
      return JSON.stringify(output);
    } finally {
      ending.abort();
    }
  }

  #fail(execution: Execution, error: unknown): void {
    if (error instanceof OvertimeError) {
      this.#end(execution, 'TIMED_OUT', { error: 'States.Timeout' });
    } else if (error instanceof StoppedError) {
      const cause = error.message === '' ? undefined : error.message;
      this.#end(execution, 'ABORTED', {
        ...(error.error !== undefined && { error: error.error }),
        ...(cause !== undefined && { cause }),
      });
    } else if (error instanceof StateError) {
      this.#end(execution, 'FAILED', { error: error.error, cause: error.message });
    } else {
      this.#end(execution, 'FAILED', { error: 'States.Runtime', cause: String(error) });
    }
  }

  #end(execution: Execution, status: EndStatus, outcome: Pick<Execution, 'output' | 'error' | 'cause'>): void {
    Object.assign(execution, outcome, { status, stoppedAt: this.#clock.now() });
    execution.history.end(END_EVENTS[status], outcome);
    if (execution.mapRunArn === undefined)
      this.#metrics.ended(execution.machine, status, this.#clock.now() - execution.startedAt);
  }

  #forgetOldest(): void {
    if (this.#byArn.size <= MAX_ENDED) return;
    const oldest = [...this.#byArn.values()].find(({ status }) => status !== 'RUNNING');
    if (oldest !== undefined) this.#byArn.delete(oldest.arn);
  }
}

const END_EVENTS: Readonly<Record<EndStatus, string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

function arnOf({ arn, type }: StateMachine, name: string, child: ChildOf | undefined): string {
  const prefix = arn.replace(':stateMachine:', (child?.isExpress ?? type === 'EXPRESS') ? ':express:' : ':execution:');
  return child === undefined ? `${prefix}:${name}` : `${prefix}/${child.label}:${name}`;
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > MAX_PAYLOAD_BYTES) {
    throw new AwsError('InvalidExecutionInput', `The input is larger than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  try {
    parseJsonText(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: ${String(error)}`);
  }
}

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
