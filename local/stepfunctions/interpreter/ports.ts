/** What the interpreter needs from outside: time, chance, tasks, child executions and a history to write to. */
import type { IntrinsicPorts } from '../data/intrinsic-functions.ts';
import type { Json, JsonObject } from '../data/json.ts';
import type { QueryLanguage, States } from '../language/states.ts';
import type { Scope } from './scope.ts';

export interface InterpreterPorts extends IntrinsicPorts {
  /** The clock of waits, of delays between retries and of timestamps. */
  readonly clock: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** The clock of time-outs and heartbeats, on which tasks run. */
  readonly timeouts: { elapsed(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  readonly tasks: TaskRunner;
  readonly callbacks: { open(): Callback };
  /** Starts the run of a distributed map. */
  readonly openMapRun: (options: MapRunOptions) => MapRunHandle;
}

/** Calls the resource of a task. */
export interface TaskRunner {
  /** @throws StateError if the call fails */
  run(call: TaskCall): Promise<Json>;
}

export interface TaskCall {
  readonly resource: string;
  readonly parameters: Json;
  readonly signal: AbortSignal;
}

/** A task that another program ends by its token. */
export interface Callback {
  readonly token: string;
  /** Rejects with a StateError if the task was reported as failed. */
  readonly result: Promise<Json>;
  /** When it was last heard of, on the clock of time-outs. */
  readonly lastBeat: () => number;
  /** Forgets the token. */
  readonly close: (isTimedOut: boolean) => void;
}

export interface MapRunOptions {
  readonly label: string;
  readonly total: number;
  readonly items: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly processor: States;
  readonly language: QueryLanguage;
  readonly isExpress: boolean;
}

export interface MapRunHandle {
  readonly arn: string;
  /**
   * Runs one child execution.
   *
   * @throws StateError if it fails
   */
  child(input: Json, context: JsonObject, items: number, signal: AbortSignal): Promise<Json>;
  close(status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void;
}

/** Where the events of one chain of states go; each names the one before it. */
export interface Trail {
  /** @returns the id of the event */
  add(type: string, details?: Readonly<Record<string, unknown>>): number;
  /** A trail of its own that begins after the latest event of this one. */
  fork(): Trail;
}

/** One chain of states: the state machine itself, a branch, or an iteration. */
export interface Thread {
  readonly ports: InterpreterPorts;
  readonly scope: Scope;
  readonly trail: Trail;
  readonly language: QueryLanguage;
  /** The members of the context object that do not depend on the state. */
  readonly context: JsonObject;
  readonly signal: AbortSignal;
  /** Runs states inside a state: the states of a branch or of an iteration. */
  readonly runStates: (states: States, input: Json, thread: Thread) => Promise<Json>;
}

/** One visit of a state. */
export interface Visit {
  readonly name: string;
  readonly input: Json;
  readonly thread: Thread;
  /** Virtual milliseconds. */
  readonly enteredAt: number;
  retries: number;
  /** Set for an attempt that waits for a callback. */
  token?: string;
}

/** How a state ends: its output, and the state that follows. */
export interface Leaving {
  readonly output: Json;
  readonly next?: string | undefined;
}
