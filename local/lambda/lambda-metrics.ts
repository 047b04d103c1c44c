import type { MetricSink } from '../core/index.ts';
import type { Target } from './registry.ts';

/** Metrics that count asynchronous events. */
export type AsyncMetric =
  | 'AsyncEventsReceived'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures';

/** The metrics of AWS/Lambda: per function and, for calls through an alias or version, per resource too. */
export class LambdaMetrics {
  readonly #sink: MetricSink;

  constructor(sink: MetricSink) {
    this.#sink = sink;
  }

  invoked(target: Target, { durationMs, failed }: { readonly durationMs: number; readonly failed: boolean }): void {
    this.#put(target, 'Invocations', 1, 'Count');
    this.#put(target, 'Errors', failed ? 1 : 0, 'Count');
    this.#put(target, 'Duration', durationMs, 'Milliseconds');
    this.#put(target, 'ConcurrentExecutions', target.fn.inFlight, 'Count');
  }

  throttled(target: Target): void {
    this.#put(target, 'Throttles', 1, 'Count');
  }

  counted(target: Target, name: AsyncMetric): void {
    this.#put(target, name, 1, 'Count');
  }

  #put({ fn, qualifier }: Target, name: string, value: number, unit: string): void {
    const datum = { namespace: 'AWS/Lambda', name, value, unit };
    this.#sink.put({ ...datum, dimensions: { FunctionName: fn.name } });
    if (qualifier !== '$LATEST') {
      this.#sink.put({ ...datum, dimensions: { FunctionName: fn.name, Resource: `${fn.name}:${qualifier}` } });
    }
  }
}
