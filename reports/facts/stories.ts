/** What happened to one correlation id, step by step: its request, its faults, its saga, its drift and its answer. */
import type { Operation, RunEvent } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';

export interface StoryStep {
  readonly kind: 'request' | 'answer' | 'saga' | 'fault' | 'drift';
  readonly who: string;
  readonly what: string;
  /** Real milliseconds since the story's first step. */
  readonly afterMs: number;
  /** Virtual time; undefined for answers, which only the load generator timed. */
  readonly at: string | undefined;
}

export interface Story {
  readonly correlationId: string;
  readonly operation: Operation | undefined;
  /** Ids of the faults that hit it. */
  readonly faults: readonly string[];
  /** The last step of its saga, such as `checkout ROLLED_BACK`; undefined if it started none. */
  readonly last: string | undefined;
  readonly steps: readonly StoryStep[];
}

type Timed = Omit<StoryStep, 'afterMs'> & { readonly elapsedMs: number };

/** The story of each correlation id that the evidence knows, by id. They are put together only when they are asked for. */
export interface Stories {
  readonly of: (correlationId: string) => Story | undefined;
  readonly ids: readonly string[];
}

export function storiesOf({
  events,
  operations,
  reconciles,
}: Pick<Run, 'events' | 'operations' | 'reconciles'>): Stories {
  const sent = new Map(operations.map((operation) => [operation.correlationId, operation]));
  const seen = new Map<string, RunEvent[]>();
  const ids = new Set(sent.keys());
  for (const event of events) {
    const id = idOf(event);
    if (id === undefined) continue;
    if (event.kind !== 'drift.seeded') ids.add(id);
    const own = seen.get(id);
    if (own === undefined) seen.set(id, [event]);
    else own.push(event);
  }
  const repairs = repairsIn(reconciles);
  return {
    ids: [...ids],
    of: (id) => (ids.has(id) ? storyOf(id, sent.get(id), seen.get(id) ?? [], repairs.get(id) ?? []) : undefined),
  };
}

function idOf(event: RunEvent): string | undefined {
  if (event.kind === 'saga' || event.kind === 'fault.hit') return event.correlationId;
  return event.kind === 'drift.seeded' || event.kind === 'drift.undone' ? event.key : undefined;
}

/** What reconcile runs did to each key. A saga's records usually have its correlation id as their key. */
function repairsIn(reconciles: Run['reconciles']): ReadonlyMap<string, readonly string[]> {
  const repairs = new Map<string, string[]>();
  for (const { differences } of reconciles) {
    for (const { rule, key, repaired, reason } of differences) {
      const line = `${rule}: ${repaired ? 'repaired' : `not repaired${reason === undefined ? '' : `, ${reason}`}`}`;
      repairs.set(key, [...(repairs.get(key) ?? []), line]);
    }
  }
  return repairs;
}

function storyOf(
  correlationId: string,
  operation: Operation | undefined,
  events: readonly RunEvent[],
  repairs: readonly string[],
): Story {
  const timed = [...(operation === undefined ? [] : stepsOf(operation)), ...events.flatMap(stepIn)];
  timed.sort((one, other) => one.elapsedMs - other.elapsedMs);
  const began = timed[0]?.elapsedMs ?? 0;
  const step = events.findLast(({ kind }) => kind === 'saga');
  const after = (timed.at(-1)?.elapsedMs ?? began) - began;
  return {
    correlationId,
    operation,
    faults: [...new Set(events.flatMap((event) => (event.kind === 'fault.hit' ? [event.faultId] : [])))],
    last: step?.kind === 'saga' ? `${step.service} ${step.state}` : undefined,
    steps: [
      ...timed.map(({ elapsedMs, ...rest }) => ({ ...rest, afterMs: elapsedMs - began })),
      ...repairs.map((what) => ({ kind: 'drift' as const, who: 'reconciler', what, afterMs: after, at: undefined })),
    ],
  };
}

function stepsOf({ elapsedMs, durationMs, status, journey, asked = {} }: Operation): Timed[] {
  const { method, path } = asked;
  const line = typeof method === 'string' && typeof path === 'string' ? `${method} ${path}` : `journey ${journey}`;
  const answer = status === 0 ? 'no answer' : `status ${status}`;
  return [
    { kind: 'request', who: 'load', what: line, elapsedMs, at: undefined },
    { kind: 'answer', who: 'API', what: answer, elapsedMs: elapsedMs + durationMs, at: undefined },
  ];
}

function stepIn(event: RunEvent): Timed[] {
  const { at, elapsedMs } = event;
  if (event.kind === 'saga') return [{ kind: 'saga', who: event.service, what: event.state, at, elapsedMs }];
  if (event.kind === 'fault.hit') {
    const what = `hit at ${event.point}, attempt ${event.attempt}`;
    return [{ kind: 'fault', who: `fault ${event.faultId}`, what, at, elapsedMs }];
  }
  if (event.kind === 'drift.seeded') {
    return [{ kind: 'drift', who: `drift ${event.faultId}`, what: event.description, at, elapsedMs }];
  }
  if (event.kind === 'drift.undone') {
    return [{ kind: 'drift', who: `drift ${event.faultId}`, what: 'put back by the run', at, elapsedMs }];
  }
  return [];
}
