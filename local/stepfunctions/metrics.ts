import type { MetricSink, ServiceMetrics } from '../core/index.ts';
import type { StateMachine, StateMachines } from './state-machines.ts';

const NAMESPACE = 'AWS/States';
const UNITS = {
  ExecutionsStarted: 'Count',
  ExecutionsSucceeded: 'Count',
  ExecutionsFailed: 'Count',
  ExecutionsAborted: 'Count',
  ExecutionsTimedOut: 'Count',
  ExecutionTime: 'Milliseconds',
} as const;

const BY_STATUS = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  ABORTED: 'ExecutionsAborted',
  TIMED_OUT: 'ExecutionsTimedOut',
} as const;

/** What is reported for state machines. Children of distributed maps are not counted. */
export const stateMachineMetrics = (machines: StateMachines): ServiceMetrics => ({
  namespace: NAMESPACE,
  units: UNITS,
  whyNot(_name, { StateMachineArn, ...others }) {
    if (StateMachineArn === undefined || Object.keys(others).length > 0) return 'its only dimension is StateMachineArn';
    return machines.all().some(({ arn }) => arn === StateMachineArn)
      ? undefined
      : `there is no state machine ${StateMachineArn}`;
  },
});

/** The metrics of AWS/States. */
export class StateMetrics {
  readonly #sink: MetricSink;

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  started(machine: StateMachine): void {
    this.#put(machine, 'ExecutionsStarted', 1);
  }

  ended(machine: StateMachine, status: keyof typeof BY_STATUS, durationMs: number): void {
    this.#put(machine, BY_STATUS[status], 1);
    this.#put(machine, 'ExecutionTime', durationMs);
  }

  #put({ arn }: StateMachine, name: keyof typeof UNITS, value: number): void {
    this.#sink.put({ namespace: NAMESPACE, name, dimensions: { StateMachineArn: arn }, value, unit: UNITS[name] });
  }
}
