import type { MapEdge } from '@evenkeel/chaos/schemas';
import { counted, figure } from '../facts/format.ts';
import { type PlacedEdge, type PlacedNode, type ServiceMap, serviceMapOf } from '../facts/service-map.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const NODE = { width: 138, height: 26 } as const;
const STEP = { x: 144, y: 62 } as const;
const MARGIN = 8;

/** The map of the system's parts, drawn from the traces. */
export function ServiceMapSection({ run }: { run: Run }) {
  const map = serviceMapOf(run);
  if (map === undefined || run.traces === undefined) return null;
  const { traces, spans, kept } = run.traces;
  const failing = map.edges.filter(({ errors }) => errors > 0);
  return (
    <Section id="service-map" title="Service map">
      <p class="lead">
        {`Who calls whom, by ${counted(spans, 'span')} of ${counted(traces, 'saga')}. The run keeps ${counted(kept, 'trace')}: those of sagas that failed, were hit or were repaired, and 1 % of the others. Red: where faults were injected, and calls that failed.`}
      </p>
      <figure>
        <div class="scroll">
          <Drawing map={map} />
        </div>
        <figcaption>
          From top to bottom, by the number of calls from the API. A line that returns upwards leaves and enters on the
          right.
          {failing.length === 0 ? ' No call failed.' : ''}
        </figcaption>
      </figure>
      <details>
        <summary>The map as a table</summary>
        <Table
          caption="Calls and deliveries in each phase, in real milliseconds"
          columns={[
            { head: 'From', cell: ({ from }: MapEdge) => `${from.kind} ${from.name}` },
            { head: 'To', cell: ({ to }: MapEdge) => `${to.kind} ${to.name}` },
            { head: 'Phase', cell: ({ phase }: MapEdge) => (phase === '' ? 'before' : phase) },
            { head: 'Calls', cell: ({ calls }: MapEdge) => figure(calls), numeric: true },
            { head: 'Errors', cell: ({ errors }: MapEdge) => figure(errors), numeric: true },
            { head: 'p50', cell: ({ p50Ms }: MapEdge) => figure(p50Ms, 1), numeric: true },
            { head: 'p95', cell: ({ p95Ms }: MapEdge) => figure(p95Ms, 1), numeric: true },
          ]}
          rows={map.byPhase}
        />
      </details>
    </Section>
  );
}

function Drawing({ map: { nodes, edges } }: { map: ServiceMap }) {
  const { width, height, cornerOf } = layoutOf(nodes);
  const failing = edges.filter(({ errors }) => errors > 0).map(wordsOf);
  return (
    <svg
      class="map"
      role="img"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={`min-width:${width}px`}
      aria-label={`Map of ${counted(nodes.length, 'part')} and ${counted(edges.length, 'connection')}. ${failing.length === 0 ? 'No call failed.' : failing.join('; ')}`}
    >
      {[...edges].sort(failingLast).map((edge) => (
        <path
          class={edge.errors > 0 ? 'edge bad' : 'edge'}
          d={pathOf(cornerOf(edge.from), cornerOf(edge.to))}
          stroke-width={widthOf(edge)}
        >
          <title>{wordsOf(edge)}</title>
        </path>
      ))}
      {nodes.map((node) => (
        <Node node={node} corner={cornerOf(node)} />
      ))}
    </svg>
  );
}

const failingLast = (one: PlacedEdge, other: PlacedEdge): number => Number(one.errors > 0) - Number(other.errors > 0);

const wordsOf = ({ from, to, calls, errors }: PlacedEdge): string =>
  `${from.name} to ${to.name}: ${counted(calls, 'call')}, ${counted(errors, 'error')}`;

/** From 1 to 4 pixels; ten times as many calls are one pixel more. */
const widthOf = ({ calls }: PlacedEdge): string => Math.min(4, 1 + Math.log10(calls)).toFixed(1);

function Node({ node, corner: { x, y } }: { node: PlacedNode; corner: Corner }) {
  return (
    <g class={`node ${node.kind}${node.isBroken ? ' bad' : ''}`}>
      <rect x={x} y={y} width={NODE.width} height={NODE.height} rx={node.kind === 'function' ? 13 : 2} />
      <text x={x + NODE.width / 2} y={y + 17} text-anchor="middle">
        {shortened(node.name)}
      </text>
      <title>{`${node.kind} ${node.name}${node.isBroken ? ', where a fault was injected' : ''}`}</title>
    </g>
  );
}

const MAX_NAME = 22;

const shortened = (name: string): string => (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`);

/** The upper left corner of a part. */
interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Layers lie below each other, each in the middle. The right margin leaves room for lines that return. */
function layoutOf(nodes: readonly PlacedNode[]) {
  const sizes = new Map<number, number>();
  for (const { layer } of nodes) sizes.set(layer, (sizes.get(layer) ?? 0) + 1);
  const columns = Math.max(...sizes.values());
  return {
    width: (columns - 1) * STEP.x + NODE.width + 2 * MARGIN + BEND,
    height: (sizes.size - 1) * STEP.y + NODE.height + 2 * MARGIN,
    cornerOf: ({ layer, place }: PlacedNode): Corner => ({
      x: MARGIN + (place + (columns - (sizes.get(layer) ?? 0)) / 2) * STEP.x,
      y: MARGIN + layer * STEP.y,
    }),
  };
}

/** How far a line that returns swings out to the right, in pixels. */
const BEND = 24;

/** A curve from below a part to above the next; back to the same or an earlier layer, from right to right. */
function pathOf(start: Corner, end: Corner): string {
  if (end.y > start.y) {
    const [x1, y1, x2, y2] = [start.x + NODE.width / 2, start.y + NODE.height, end.x + NODE.width / 2, end.y];
    const middle = (y1 + y2) / 2;
    return `M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  }
  const [x1, y1, x2, y2] = [
    start.x + NODE.width,
    start.y + NODE.height / 2,
    end.x + NODE.width,
    end.y + NODE.height / 2,
  ];
  const bend = Math.max(x1, x2) + BEND;
  return `M${x1} ${y1} C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
}
