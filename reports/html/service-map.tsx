import type { MapEdge } from '@evenkeel/chaos/schemas';
import { counted, figure } from '../facts/format.ts';
import { type PlacedEdge, type PlacedNode, type ServiceMap, serviceMapOf } from '../facts/service-map.ts';
import type { Run } from '../run.ts';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const NODE = { width: 168, height: 26 } as const;
const STEP = { x: 232, y: 44 } as const;
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
          From left to right, by the number of calls from the API. A line that returns to the left runs below its parts.
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
  const columns = Math.max(...nodes.map(({ layer }) => layer)) + 1;
  const rows = Math.max(...nodes.map(({ place }) => place)) + 1;
  const width = (columns - 1) * STEP.x + NODE.width + 2 * MARGIN;
  const height = rows * STEP.y + 2 * MARGIN;
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
        <path class={edge.errors > 0 ? 'edge bad' : 'edge'} d={pathOf(edge)} stroke-width={widthOf(edge)}>
          <title>{wordsOf(edge)}</title>
        </path>
      ))}
      {nodes.map((node) => (
        <Node node={node} />
      ))}
    </svg>
  );
}

const failingLast = (one: PlacedEdge, other: PlacedEdge): number => Number(one.errors > 0) - Number(other.errors > 0);

const wordsOf = ({ from, to, calls, errors }: PlacedEdge): string =>
  `${from.name} to ${to.name}: ${counted(calls, 'call')}, ${counted(errors, 'error')}`;

/** From 1 to 4 pixels; ten times as many calls are one pixel more. */
const widthOf = ({ calls }: PlacedEdge): string => Math.min(4, 1 + Math.log10(calls)).toFixed(1);

function Node({ node }: { node: PlacedNode }) {
  const { x, y } = cornerOf(node);
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

const MAX_NAME = 24;

const shortened = (name: string): string => (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`);

const cornerOf = ({ layer, place }: PlacedNode) => ({ x: MARGIN + layer * STEP.x, y: MARGIN + place * STEP.y });

/** A curve from the right of a part to the left of the next; back to the same or an earlier layer, from below to below. */
function pathOf({ from, to }: PlacedEdge): string {
  const [start, end] = [cornerOf(from), cornerOf(to)];
  if (to.layer > from.layer) {
    const [x1, y1, x2, y2] = [start.x + NODE.width, start.y + NODE.height / 2, end.x, end.y + NODE.height / 2];
    const middle = (x1 + x2) / 2;
    return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
  }
  const [x1, y1, x2, y2] = [
    start.x + NODE.width / 2,
    start.y + NODE.height,
    end.x + NODE.width / 2,
    end.y + NODE.height,
  ];
  return `M${x1} ${y1} C${x1} ${y1 + 24} ${x2} ${y2 + 24} ${x2} ${y2}`;
}
