/**
 * The tracer that records spans with OpenTelemetry's SDK. Only a function that traces loads this module.
 *
 * Spans bear the clock's time. On a machine that runs its system faster than real time, OpenTelemetry's own clock would mix
 * the two times, so every start and end is given to it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type HrTime,
  ROOT_CONTEXT,
  type Span as RecordedSpan,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { asError } from '../as-error.ts';
import type { Clock } from '../clock.ts';
import { CORRELATION_ID, STATES } from './attributes.ts';
import { sagaTraceOf } from './saga-trace.ts';
import {
  type Attributes,
  type EndedSpan,
  silent,
  type Span,
  type SpanKind,
  type SpanStart,
  type Tracer,
} from './tracer.ts';

export interface TracerPorts {
  readonly clock: Clock;
  /** A random id of 8 bytes, in lower-case hexadecimal and not zero. */
  readonly newSpanId: () => string;
  /** Takes each span at its end. */
  readonly ended: (span: ReadableSpan) => void;
  readonly flush: () => Promise<void>;
  /** What is the same for all spans of the function. */
  readonly resource: Attributes;
}

/** The span around what is running, in the trace of its saga. */
interface Current {
  readonly correlationId: string;
  readonly span: RecordedSpan;
  readonly states: string[];
}

const KINDS: Readonly<Record<SpanKind, Kind>> = {
  server: Kind.SERVER,
  consumer: Kind.CONSUMER,
  producer: Kind.PRODUCER,
  client: Kind.CLIENT,
  internal: Kind.INTERNAL,
};

export function openTelemetryTracer({ clock, newSpanId, ended, flush, resource }: TracerPorts): Tracer {
  // The SDK asks for the ids of a span while it starts, so the ids of a saga's own span can be laid out before that.
  let given: { readonly traceId: string; readonly spanId: string } | undefined;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes(resource),
    idGenerator: {
      generateTraceId: () => given?.traceId ?? newSpanId() + newSpanId(),
      generateSpanId: () => given?.spanId ?? newSpanId(),
    },
    spanProcessors: [
      { onStart() {}, onEnd: ended, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() },
    ],
  });
  const spans = provider.getTracer('evenkeel');
  const surrounding = new AsyncLocalStorage<Current>();

  const begin = ({ name, kind, attributes }: SpanStart, correlationId: string, at: Date): RecordedSpan => {
    const around = surrounding.getStore();
    const within = around?.correlationId === correlationId ? trace.setSpan(ROOT_CONTEXT, around.span) : undefined;
    return spans.startSpan(
      name,
      {
        kind: KINDS[kind],
        startTime: timeOf(at),
        attributes: { [CORRELATION_ID]: correlationId, ...attributes },
      },
      within ?? belowSaga(correlationId),
    );
  };

  const beginSaga = ({ name, kind, correlationId, attributes, from }: EndedSpan): RecordedSpan => {
    const { traceId, rootSpanId } = sagaTraceOf(correlationId);
    given = { traceId, spanId: rootSpanId };
    try {
      const options = { kind: KINDS[kind], startTime: timeOf(from), root: true };
      return spans.startSpan(name, { ...options, attributes: { [CORRELATION_ID]: correlationId, ...attributes } });
    } finally {
      given = undefined;
    }
  };

  return {
    async span(start, work) {
      const correlationId = start.correlationId ?? surrounding.getStore()?.correlationId;
      if (correlationId === undefined) return silent.span(start, work);
      const span = begin(start, correlationId, clock.now());
      const current: Current = { correlationId, span, states: [] };
      try {
        return await surrounding.run(current, () => work(shown(span)));
      } catch (thrown) {
        if (start.isFailure?.(thrown) !== false) fail(span, asError(thrown).message);
        throw thrown;
      } finally {
        if (current.states.length > 0) span.setAttribute(STATES, current.states.join(' '));
        span.end(timeOf(clock.now()));
      }
    },
    record(one) {
      const span = one.isSaga === true ? beginSaga(one) : begin(one, one.correlationId, one.from);
      if (one.failure !== undefined) fail(span, one.failure);
      span.end(timeOf(one.to));
    },
    reached(state) {
      surrounding.getStore()?.states.push(state);
    },
    flush,
  };
}

function belowSaga(correlationId: string): Context {
  const { traceId, rootSpanId: spanId } = sagaTraceOf(correlationId);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

function shown(span: RecordedSpan): Span {
  return {
    set(attributes) {
      span.setAttributes({ ...attributes });
    },
    fail(reason) {
      fail(span, reason);
    },
  };
}

function fail(span: RecordedSpan, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Given as a number, the SDK would take a time before the start of the process for one since that start. */
function timeOf(date: Date): HrTime {
  const milliseconds = date.getTime();
  return [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1_000_000];
}
