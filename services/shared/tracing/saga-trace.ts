import { createHash } from 'node:crypto';

/** The ids of a saga's trace, in lower-case hexadecimal as OTLP/JSON has them. */
export interface SagaTrace {
  /** 16 bytes. */
  readonly traceId: string;
  /** 8 bytes: the span of the saga itself, to which whatever no other span contains belongs. */
  readonly rootSpanId: string;
}

/**
 * Both ids follow from the correlation id. So functions that share nothing but that id write to one trace, no message has to
 * carry a context, and a retry or a repair days later continues the trace.
 */
export function sagaTraceOf(correlationId: string): SagaTrace {
  const digest = createHash('sha256').update(correlationId).digest('hex');
  return { traceId: digest.slice(0, 32), rootSpanId: digest.slice(32, 48) };
}
