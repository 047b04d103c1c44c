/** Runs of distributed maps. Each item, or batch of items, is an execution of its own. */
import { randomUUID } from 'node:crypto';
import { AwsError, type Clock } from '../core/index.ts';
import { parseJsonText } from './data/json.ts';
import type { Executions } from './executions.ts';
import type { MapRunHandle, MapRunOptions } from './interpreter/ports.ts';
import { StateError } from './state-error.ts';
import type { StateMachine } from './state-machines.ts';

type Counter = 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted';
type Counts = Record<Counter, number>;

export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly options: MapRunOptions;
  /** Virtual milliseconds. */
  readonly startedAt: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  stoppedAt?: number;
  readonly executions: Counts;
  readonly items: Counts;
}

export class MapRuns {
  readonly #clock: Clock;
  readonly #executions: Executions;
  readonly #byArn = new Map<string, MapRun>();

  constructor(clock: Clock, executions: Executions) {
    this.#clock = clock;
    this.#executions = executions;
  }

  open(machine: StateMachine, executionArn: string, options: MapRunOptions): MapRunHandle {
    const { label, total, processor, language, isExpress } = options;
    const arn = `${machine.arn.replace(':stateMachine:', ':mapRun:')}/${label}:${randomUUID()}`;
    const run: MapRun = {
      arn,
      executionArn,
      options,
      startedAt: this.#clock.now(),
      status: 'RUNNING',
      executions: counts(total),
      items: counts(options.items),
    };
    this.#byArn.set(arn, run);
    const move = (from: Counter, to: Counter, items: number): void => {
      run.executions[from] -= 1;
      run.executions[to] += 1;
      run.items[from] -= items;
      run.items[to] += items;
    };
    return {
      arn,
      child: async (input, context, itemCount, signal) => {
        move('pending', 'running', itemCount);
        const child = { mapRunArn: arn, label, states: processor, language, context, isExpress, itemCount };
        const execution = this.#executions.start({ machine, input: JSON.stringify(input), child });
        const stop = (): void => {
          execution.stop(undefined, 'The map run was stopped');
        };
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        await execution.ended;
        signal.removeEventListener('abort', stop);
        const { status, output, error = '', cause = '' } = execution;
        move('running', COUNTERS[status] ?? 'failed', itemCount);
        if (status === 'SUCCEEDED') return parseJsonText(output ?? 'null');
        throw new StateError(error, cause);
      },
      close: (status) => {
        run.status = status;
        run.stoppedAt = this.#clock.now();
      },
    };
  }

  /** @throws AwsError ResourceNotFound */
  get(arn: string): MapRun {
    const found = this.#byArn.get(arn);
    if (found === undefined) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
    return found;
  }

  of(executionArn: string): readonly MapRun[] {
    return [...this.#byArn.values()].filter((run) => run.executionArn === executionArn);
  }
}

const counts = (pending: number): Counts => ({ pending, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 });

const COUNTERS: Readonly<Record<string, Counter>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};
