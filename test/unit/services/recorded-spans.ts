import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { openTelemetryTracer } from '../../../services/shared/tracing/opentelemetry.ts';

/** The real tracer on a clock that ticks a millisecond with each reading; its ids count from 1. */
export function recordedSpans(startsAt = Date.UTC(2026, 0, 1)) {
  const spans: ReadableSpan[] = [];
  let [time, id] = [startsAt, 0];
  const tracer = openTelemetryTracer({
    clock: { now: () => new Date(time++) },
    newSpanId: () => (id += 1).toString(16).padStart(16, '0'),
    ended: (span) => spans.push(span),
    flush: () => Promise.resolve(),
    resource: { 'service.name': 'test' },
  });
  return {
    tracer,
    spans,
    /** Each span as `name of correlation id`, with what failed. */
    lines: () =>
      spans.map(({ name, attributes, status }) => {
        const failure = status.code === SpanStatusCode.ERROR ? ` failed: ${status.message ?? ''}` : '';
        return `${name} of ${String(attributes['evenkeel.correlation_id'])}${failure}`;
      }),
    named: (name: string): ReadableSpan => {
      const found = spans.find((span) => span.name === name);
      if (found === undefined)
        throw new Error(`no span ${name}; there are ${spans.map((span) => span.name).join(', ')}`);
      return found;
    },
  };
}
