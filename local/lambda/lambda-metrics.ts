import type { MetricSink, ServiceMetrics } from '../core/index.ts';
import type { FunctionRegistry, Target } from './registry.ts';

const NAMESPACE = 'AWS/Lambda';
const UNITS = {
  Invocations: 'Count',
  Errors: 'Count',
  Duration: 'Milliseconds',
  ConcurrentExecutions: 'Count',
  Throttles: 'Count',
  AsyncEventsReceived: 'Count',
  AsyncEventsDropped: 'Count',
  DeadLetterErrors: 'Count',
  DestinationDeliveryFailures: 'Count',
  IteratorAge: 'Milliseconds',
} as const;

/**
 * What is reported for functions.
 *
 * @param readsStream whether a mapping delivers a stream to the function
 */
export const functionMetrics = (
  registry: FunctionRegistry,
  readsStream: (functionName: string) => boolean,
): ServiceMetrics => ({
  namespace: NAMESPACE,
  units: UNITS,
  whyNot(name, { FunctionName, Resource, ...others }) {
    if (FunctionName === undefined || Object.keys(others).length > 0) {
      return 'its dimensions are FunctionName, and Resource for calls of a version or alias';
    }
    const found = registry.list().find((each) => each.name === FunctionName);
    if (found === undefined) return `there is no function ${FunctionName}`;
    if (name === 'IteratorAge' && !readsStream(FunctionName)) return `${FunctionName} reads no stream`;
    const [, qualifier = ''] = Resource?.split(':') ?? [];
    const isKnown = Resource === undefined || found.versions.has(qualifier) || found.aliases.has(qualifier);
    return isKnown ? undefined : `there is no version or alias ${Resource}`;
  },
});

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
    this.#put(target, 'Invocations', 1);
    this.#put(target, 'Errors', failed ? 1 : 0);
    this.#put(target, 'Duration', durationMs);
    this.#put(target, 'ConcurrentExecutions', target.fn.inFlight);
  }

  throttled(target: Target): void {
    this.#put(target, 'Throttles', 1);
  }

  counted(target: Target, name: AsyncMetric): void {
    this.#put(target, name, 1);
  }

  #put({ fn, qualifier }: Target, name: keyof typeof UNITS, value: number): void {
    const datum = { namespace: NAMESPACE, name, value, unit: UNITS[name] };
    this.#sink.put({ ...datum, dimensions: { FunctionName: fn.name } });
    if (qualifier !== '$LATEST') {
      this.#sink.put({ ...datum, dimensions: { FunctionName: fn.name, Resource: `${fn.name}:${qualifier}` } });
    }
  }
}
