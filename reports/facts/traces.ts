/** Picks two sagas to show step by step: one that completed and one that rolled back. */
import type { RunEvent } from '@evenkeel/chaos/schemas';

interface TraceStep {
  readonly who: string;
  readonly what: string;
  readonly kind: 'saga' | 'fault';
  /** Real milliseconds since the saga's first step. */
  readonly afterMs: number;
  /** Virtual time. */
  readonly at: string;
}

export interface Trace {
  readonly correlationId: string;
  readonly end: string;
  readonly steps: readonly TraceStep[];
}

type TraceEvent = Extract<RunEvent, { kind: 'saga' | 'fault.hit' }>;

export function sampleTraces(events: readonly RunEvent[]): Trace[] {
  const sagas = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.kind !== 'saga' && event.kind !== 'fault.hit') continue;
    const own = sagas.get(event.correlationId);
    if (own === undefined) sagas.set(event.correlationId, [event]);
    else own.push(event);
  }
  const traces = ['COMPLETED', 'ROLLED_BACK'].map((end) => sampleOf([...sagas], end));
  return traces.filter((trace) => trace !== undefined);
}

/** Prefers a saga that a fault has hit. */
function sampleOf(sagas: readonly [string, TraceEvent[]][], end: string): Trace | undefined {
  const ended = sagas.filter(([, events]) => events.some((event) => isEnd(event, end)));
  const hit = ended.find(([, events]) => events.some(({ kind }) => kind === 'fault.hit'));
  const [correlationId, events] = hit ?? ended[0] ?? [];
  if (correlationId === undefined || events === undefined) return undefined;
  const began = events[0]?.elapsedMs ?? 0;
  return { correlationId, end, steps: events.map((event) => stepOf(event, began)) };
}

function isEnd(event: TraceEvent, end: string): boolean {
  return event.kind === 'saga' && event.service === 'checkout' && event.state === end;
}

function stepOf(event: TraceEvent, began: number): TraceStep {
  const time = { afterMs: event.elapsedMs - began, at: event.at };
  if (event.kind === 'saga') return { ...time, kind: 'saga', who: event.service, what: event.state };
  return { ...time, kind: 'fault', who: event.faultId, what: `hit at ${event.point}, attempt ${event.attempt}` };
}
