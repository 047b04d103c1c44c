/** The spans of one saga, one below the other in the order of their beginnings. */
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
  const ids = new Map(own.map((span) => [span.spanId, span]));
  const depthOf = (span: TraceSpan, limit = 8): number => {
    const parent = span.parentId === undefined ? undefined : ids.get(span.parentId);
    return parent === undefined || limit === 0 ? 0 : 1 + depthOf(parent, limit - 1);
  };
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
    rows: own
      .toSorted((one, other) => one.elapsedMs - other.elapsedMs || other.durationMs - one.durationMs)
      .map((span) => ({ span, depth: depthOf(span), afterMs: span.elapsedMs - began })),
  };
}
