/** Picks a few sagas to show step by step: one for each of the two states in which most sagas came to rest. */
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
  /** The last step, such as `desk LENT`. */
  readonly end: string;
  readonly steps: readonly TraceStep[];
}

type TraceEvent = Extract<RunEvent, { kind: 'saga' | 'fault.hit' }>;

/** More would only repeat themselves. */
const MAX_TRACES = 2;

export function sampleTraces(events: readonly RunEvent[]): Trace[] {
  const byEnd = new Map<string, Saga[]>();
  for (const saga of sagasIn(events)) {
    const last = saga.events.findLast(({ kind }) => kind === 'saga');
    if (last?.kind !== 'saga') continue;
    const end = `${last.service} ${last.state}`;
    const known = byEnd.get(end);
    if (known === undefined) byEnd.set(end, [saga]);
    else known.push(saga);
  }
  return [...byEnd]
    .sort(([, some], [, others]) => others.length - some.length)
    .slice(0, MAX_TRACES)
    .flatMap(([end, sagas]) => sampleOf(sagas, end));
}

interface Saga {
  readonly correlationId: string;
  readonly events: readonly TraceEvent[];
}

function sagasIn(events: readonly RunEvent[]): Saga[] {
  const sagas = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.kind !== 'saga' && event.kind !== 'fault.hit') continue;
    const own = sagas.get(event.correlationId);
    if (own === undefined) sagas.set(event.correlationId, [event]);
    else own.push(event);
  }
  return [...sagas].map(([correlationId, own]) => ({ correlationId, events: own }));
}

/** Prefers a saga that a fault has hit. */
function sampleOf(sagas: readonly Saga[], end: string): Trace[] {
  const sample = sagas.find(({ events }) => events.some(({ kind }) => kind === 'fault.hit')) ?? sagas[0];
  if (sample === undefined) return [];
  const began = sample.events[0]?.elapsedMs ?? 0;
  return [{ correlationId: sample.correlationId, end, steps: sample.events.map((event) => stepOf(event, began)) }];
}

function stepOf(event: TraceEvent, began: number): TraceStep {
  const time = { afterMs: event.elapsedMs - began, at: event.at };
  if (event.kind === 'saga') return { ...time, kind: 'saga', who: event.service, what: event.state };
  return { ...time, kind: 'fault', who: event.faultId, what: `hit at ${event.point}, attempt ${event.attempt}` };
}
