/** The parts of the system and the calls between them, as the traces of a run show them, laid out in layers. */
import type { MapEdge, MapNode } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';

export interface PlacedNode extends MapNode {
  readonly id: string;
  /** How many calls lead from the API to it, at least. */
  readonly layer: number;
  /** Its place within the layer, from 0. */
  readonly place: number;
  /** Whether a fault was injected here. */
  readonly isBroken: boolean;
}

/** The calls between two parts, in all phases. */
export interface PlacedEdge {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly calls: number;
  readonly errors: number;
}

export interface ServiceMap {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** The same calls, phase by phase. */
  readonly byPhase: readonly MapEdge[];
}

const idOf = ({ kind, name }: MapNode): string => `${kind} ${name}`;

/** Undefined if the run left no traces. */
export function serviceMapOf({
  traces,
  spans,
  journal,
}: Pick<Run, 'traces' | 'spans' | 'journal'>): ServiceMap | undefined {
  if (traces === undefined || traces.edges.length === 0) return undefined;
  const parts = new Map(traces.edges.flatMap(({ from, to }) => [from, to]).map((node) => [idOf(node), node]));
  const layers = layersOf([...parts.keys()], traces.edges);
  const broken = new Set(spans.flatMap((span) => (span.fault === undefined ? [] : [`function ${span.function}`])));
  const taken = new Map<number, number>();
  const nodes = [...parts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, node]): PlacedNode => {
      const layer = layers.get(id) ?? 0;
      const place = taken.get(layer) ?? 0;
      taken.set(layer, place + 1);
      return { ...node, id, layer, place, isBroken: broken.has(id) };
    });
  const placed = new Map(nodes.map((node) => [node.id, node]));
  return { nodes, edges: totals(traces.edges, placed), byPhase: inPhases(traces.edges, journal) };
}

/** The shortest way from the API; what cannot be reached from there begins its own way. */
function layersOf(ids: readonly string[], edges: readonly MapEdge[]): Map<string, number> {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) next.set(idOf(from), (next.get(idOf(from)) ?? new Set()).add(idOf(to)));
  const layers = new Map<string, number>();
  const reach = (starts: readonly string[]) => {
    let reached = starts.filter((id) => !layers.has(id));
    for (let layer = 0; reached.length > 0; layer += 1) {
      for (const id of reached) layers.set(id, layer);
      reached = [...new Set(reached.flatMap((id) => [...(next.get(id) ?? [])]))].filter((id) => !layers.has(id));
    }
  };
  reach(ids.filter((id) => id.startsWith('api ')));
  for (const id of [...ids].sort()) reach([id]);
  return layers;
}

function totals(edges: readonly MapEdge[], placed: ReadonlyMap<string, PlacedNode>): PlacedEdge[] {
  const found = new Map<string, PlacedEdge>();
  for (const { from, to, calls, errors } of edges) {
    const [one, other] = [placed.get(idOf(from)), placed.get(idOf(to))];
    if (one === undefined || other === undefined) continue;
    const id = `${one.id} > ${other.id}`;
    const before = found.get(id) ?? { from: one, to: other, calls: 0, errors: 0 };
    found.set(id, { ...before, calls: before.calls + calls, errors: before.errors + errors });
  }
  return [...found.values()];
}

/** In the order of the phases. */
function inPhases(edges: readonly MapEdge[], { experiment }: Run['journal']): MapEdge[] {
  const order = ['', ...experiment.phases.map(({ name }) => name)];
  return [...edges].sort((one, other) => order.indexOf(one.phase) - order.indexOf(other.phase));
}
