/** The traces that the shop's functions leave of orders that a fault hit or that were rolled back. */
import type { TraceSpan, TraceSummary } from '../../chaos/schemas/index.ts';
import { sagaTraceOf } from '../../services/shared/tracing/saga-trace.ts';
import { type Order, STEPS } from './shop-orders.ts';

interface Traced extends Order {
  readonly hitBy: readonly string[];
}

/** @param when gives both times of a moment */
export function tracesOf(
  orders: readonly Traced[],
  when: (elapsedMs: number) => Pick<TraceSpan, 'at' | 'elapsedMs'>,
): { readonly spans: readonly TraceSpan[]; readonly summary: TraceSummary } {
  const kept = orders.filter(({ hitBy, course }) => hitBy.length > 0 || course !== 'completed');
  let count = 0;
  const spans = kept.flatMap(({ correlationId, course, acceptedMs, hitBy }): TraceSpan[] => {
    const { traceId, rootSpanId } = sagaTraceOf(correlationId);
    const spanOf = (afterMs: number, service: string): Omit<TraceSpan, 'name' | 'kind'> => ({
      ...when(acceptedMs + afterMs),
      durationMs: 4,
      traceId,
      spanId: (count += 1).toString(16).padStart(16, '0'),
      parentId: rootSpanId,
      correlationId,
      function: `${service}-orders`,
    });
    return [
      ...STEPS[course].map(({ service, state, afterMs }): TraceSpan => {
        const peer = { kind: 'queue', name: `${service}-orders.fifo` } as const;
        return { ...spanOf(afterMs, service), name: `${service} step`, kind: 'consumer', peer, states: [state] };
      }),
      ...hitBy.map(
        (fault): TraceSpan => ({ ...spanOf(90, 'payment'), name: `fault ${fault}`, kind: 'internal', fault }),
      ),
    ];
  });
  const edge = {
    from: { kind: 'queue', name: 'payment-orders.fifo' },
    to: { kind: 'function', name: 'payment-orders' },
  };
  const summary = {
    traces: orders.length,
    spans: spans.length,
    kept: kept.length,
    lost: 0,
    edges: [{ phase: 'broken', ...edge, calls: 12, errors: 1, p50Ms: 4, p95Ms: 9 }],
  } as TraceSummary;
  return { spans, summary };
}
