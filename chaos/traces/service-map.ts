/** The map of a system's parts and the calls between them, from the spans of all traces. */
import type { MapEdge, MapNode } from '../schemas/index.ts';
import type { SentSpan } from './otlp.ts';

/** A phase of the run, from its beginning on the target's clock. */
export interface PhaseStart {
  readonly phase: string;
  readonly from: number;
}

interface Tally {
  readonly edge: Pick<MapEdge, 'phase' | 'from' | 'to'>;
  readonly durations: number[];
  errors: number;
}

/** Counts the calls of spans as they come, and keeps only what the map needs of each. */
export class ServiceMap {
  readonly #tallies = new Map<string, Tally>();
  readonly #phases: readonly PhaseStart[];
  readonly #speed: number;

  /**
   * @param phases in the order in which they began
   * @param speed virtual seconds per real second
   */
  constructor(phases: readonly PhaseStart[], speed: number) {
    this.#phases = phases;
    this.#speed = speed;
  }

  add(span: SentSpan): void {
    const ends = endsOf(span);
    if (ends === undefined) return;
    const phase = this.#phases.findLast(({ from }) => from <= span.from)?.phase ?? '';
    const edge = { phase, ...ends };
    const key = JSON.stringify(edge);
    let tally = this.#tallies.get(key);
    if (tally === undefined) this.#tallies.set(key, (tally = { edge, durations: [], errors: 0 }));
    tally.durations.push((span.to - span.from) / this.#speed);
    if (span.failure !== undefined) tally.errors += 1;
  }

  edges(): MapEdge[] {
    return [...this.#tallies.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { edge, durations, errors }]) => {
        const sorted = durations.toSorted((one, other) => one - other);
        return {
          ...edge,
          calls: durations.length,
          errors,
          p50Ms: quantile(sorted, 0.5),
          p95Ms: quantile(sorted, 0.95),
        };
      });
  }
}

/** The two parts that a span connects; undefined if it is inside of one. */
function endsOf({ kind, name, peer, function: own }: SentSpan): Pick<MapEdge, 'from' | 'to'> | undefined {
  const self: MapNode = { kind: 'function', name: own };
  if (kind === 'server')
    return name.startsWith('invoke') ? undefined : { from: { kind: 'api', name: 'API' }, to: self };
  if (peer === undefined) return undefined;
  const other: MapNode =
    peer.kind === 'stream' ? { kind: 'table', name: peer.name } : { kind: peer.kind, name: peer.name };
  return kind === 'consumer' ? { from: other, to: self } : { from: self, to: other };
}

/** The nearest rank. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
