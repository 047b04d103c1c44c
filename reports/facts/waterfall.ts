/** The spans of one saga: each below its parent, and those of one parent in the order of their beginnings. */
import type { TraceSpan } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';

export interface WaterfallRow {
  readonly span: TraceSpan;
  /** How many spans are around it. */
  readonly depth: number;
  /** Real milliseconds since the trace began. */
  readonly afterMs: number;
}

export interface Waterfall {
  readonly correlationId: string;
  /** What sets the saga apart, such as `hit by lost-capture`. */
  readonly gist: string;
  readonly durationMs: number;
  readonly rows: readonly WaterfallRow[];
}

/** One saga in which nothing happened and one that a fault hit or that was rolled back, as far as the run kept them. */
export function waterfallsOf({ spans }: Pick<Run, 'spans'>): Waterfall[] {
  const traces = new Map<string, TraceSpan[]>();
  for (const span of spans) {
    const own = traces.get(span.correlationId);
    if (own === undefined) traces.set(span.correlationId, [span]);
    else own.push(span);
  }
  const sagas = [...traces.values()].filter((own) => own.some(({ states = [] }) => states.length > 0));
  const calm = sagas.filter((own) => faultsIn(own).length === 0 && !own.some(isFiled));
  const untouched = calm.filter((own) =>
    own.every(({ failure, repair }) => failure === undefined && repair === undefined),
  );
  const hit = sagas.filter((own) => faultsIn(own).length > 0 && own.some(isFiled));
  const filed = sagas.filter((own) => own.some(isFiled));
  return [longest(untouched) ?? longest(calm), longest(hit) ?? longest(filed)].flatMap((own) =>
    own === undefined ? [] : [waterfall(own)],
  );
}

const isFiled = ({ name }: TraceSpan): boolean => name.startsWith('file ');

const faultsIn = (spans: readonly TraceSpan[]): string[] => [...new Set(spans.flatMap(({ fault }) => fault ?? []))];

/** The trace that shows most. */
const longest = (traces: readonly (readonly TraceSpan[])[]) =>
  traces.reduce<readonly TraceSpan[] | undefined>(
    (most, own) => (most === undefined || own.length > most.length ? own : most),
    undefined,
  );

function waterfall(own: readonly TraceSpan[]): Waterfall {
  const began = Math.min(...own.map(({ elapsedMs }) => elapsedMs));
  const ended = Math.max(...own.map(({ elapsedMs, durationMs }) => elapsedMs + durationMs));
  const faults = faultsIn(own);
  const repairs = [...new Set(own.flatMap(({ repair }) => repair ?? []))];
  return {
    correlationId: own[0]?.correlationId ?? '',
    gist: [
      ...(faults.length > 0 ? [`hit by ${faults.join(', ')}`] : []),
      ...(own.some(isFiled) ? ['filed for a rollback'] : []),
      ...(repairs.length > 0 ? [`repaired by ${repairs.join(', ')}`] : []),
    ].join(', '),
    durationMs: ended - began,
    rows: nested(own).map(({ span, depth }) => ({ span, depth, afterMs: span.elapsedMs - began })),
  };
}

/** Each span after its parent. A span whose parent was not kept begins a tree of its own. */
function nested(own: readonly TraceSpan[]): Pick<WaterfallRow, 'span' | 'depth'>[] {
  const ids = new Set(own.map(({ spanId }) => spanId));
  const children = new Map<string | undefined, TraceSpan[]>();
  for (const span of own.toSorted(
    (one, other) => one.elapsedMs - other.elapsedMs || other.durationMs - one.durationMs,
  )) {
    const parent = span.parentId !== undefined && ids.has(span.parentId) ? span.parentId : undefined;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [span]);
    else siblings.push(span);
  }
  const below = (parent: string | undefined, depth: number): Pick<WaterfallRow, 'span' | 'depth'>[] =>
    (children.get(parent) ?? []).flatMap((span) => [{ span, depth }, ...below(span.spanId, depth + 1)]);
  return below(undefined, 0);
}
