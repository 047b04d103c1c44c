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
  whyNot(name, { FunctionName, Resource, ExecutedVersion, ...others }) {
    if (FunctionName === undefined || Object.keys(others).length > 0) {
      return 'its dimensions are FunctionName, Resource for calls of a version or alias, and ExecutedVersion for calls of an alias';
    }
    const found = registry.list().find((each) => each.name === FunctionName);
    if (found === undefined) return `there is no function ${FunctionName}`;
    if (name === 'IteratorAge' && !readsStream(FunctionName)) return `${FunctionName} reads no stream`;
    const [, qualifier = ''] = Resource?.split(':') ?? [];
    const isKnown = Resource === undefined || found.versions.has(qualifier) || found.aliases.has(qualifier);
    if (!isKnown) return `there is no version or alias ${Resource}`;
    if (ExecutedVersion === undefined) return undefined;
    if (!found.aliases.has(qualifier)) return 'ExecutedVersion is reported only for calls of an alias';
    return found.versions.has(ExecutedVersion) ? undefined : `${FunctionName} has no version ${ExecutedVersion}`;
  },
});

/** Metrics that count asynchronous events. */
export type AsyncMetric =
  | 'AsyncEventsReceived'
  | 'AsyncEventsDropped'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures';

/**
 * The metrics of AWS/Lambda: per function; for calls through an alias or version, per resource too; and for calls through
 * an alias, per version that it chose.
 */
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

  #put({ fn, version, qualifier }: Target, name: keyof typeof UNITS, value: number): void {
    const datum = { namespace: NAMESPACE, name, value, unit: UNITS[name] };
    this.#sink.put({ ...datum, dimensions: { FunctionName: fn.name } });
    if (qualifier === '$LATEST') return;
    const ofResource = { FunctionName: fn.name, Resource: `${fn.name}:${qualifier}` };
    this.#sink.put({ ...datum, dimensions: ofResource });
    if (!fn.aliases.has(qualifier)) return;
    this.#sink.put({ ...datum, dimensions: { ...ofResource, ExecutedVersion: version.version } });
  }
}
