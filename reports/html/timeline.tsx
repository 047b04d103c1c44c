import { clock } from '../facts/format.ts';
import { type Lane, type Span, timelineOf } from '../facts/timeline.ts';
import type { Run } from '../run.ts';
import { Axis, percent } from './axis.tsx';
import { Table } from './table.tsx';

const AXIS = 34;
const ROW = 42;
const BAR = 12;
/** A tenth of a percent is a hit; more lines than this would only paint the bar over. */
const MOST_HITS_DRAWN = 150;

export function TimelineSection({ run }: { run: Run }) {
  const { endMs, lanes } = timelineOf(run);
  const height = AXIS + lanes.length * ROW + 6;
  return (
    <section>
      <h2>What happened when</h2>
      <p class="lead">
        Phases, faults, alarms and reconcile runs on one clock: real minutes above, the system's virtual time below.
      </p>
      <figure>
        <svg height={height} role="img" aria-labelledby="timeline-title">
          <title id="timeline-title">Timeline of the run; the table below it says the same in words</title>
          <Axis run={run} endMs={endMs} top={AXIS - 2} height={height} />
          {lanes.map((lane, index) => (
            <LaneDrawing lane={lane} endMs={endMs} y={AXIS + 8 + index * ROW} />
          ))}
        </svg>
        <figcaption>
          A light stretch after a phase is its drain. Thin lines in a fault are its hits, diamonds are snapshots and
          seeded drift.
        </figcaption>
      </figure>
      <details>
        <summary>The timeline as a table</summary>
        <Table
          caption="Every stretch of the timeline, in real minutes and seconds since the run began"
          columns={[
            { head: 'What', cell: ({ lane, span }) => `${lane.group}: ${span.label}` },
            { head: 'From', cell: ({ span }) => clock(span.from), numeric: true },
            { head: 'To', cell: ({ span }) => (span.open ? 'not ended' : clock(span.to)), numeric: true },
          ]}
          rows={lanes.flatMap((lane) => lane.spans.map((span) => ({ lane, span })))}
        />
      </details>
    </section>
  );
}

function LaneDrawing({ lane, endMs, y }: { lane: Lane; endMs: number; y: number }) {
  const step = Math.max(1, Math.ceil(lane.marks.length / MOST_HITS_DRAWN));
  const bar = y + 12;
  return (
    <g>
      <text y={y + 6}>
        {lane.name}
        {lane.note === '' ? null : <tspan class="note"> {lane.note}</tspan>}
      </text>
      <rect class="track" x="0" width="100%" y={bar} height={BAR} rx="2" />
      {lane.spans.map((span) => (
        <SpanDrawing span={span} endMs={endMs} y={bar} />
      ))}
      {lane.marks
        .filter((_, index) => index % step === 0)
        .map(({ at, label }) =>
          lane.group === 'Faults' ? (
            <line class="hit" x1={percent(at, endMs)} x2={percent(at, endMs)} y1={bar + 2} y2={bar + BAR - 2} />
          ) : (
            <svg x={percent(at, endMs)} y={bar + BAR / 2} width="1" height="1">
              <title>{`${clock(at)} ${label}`}</title>
              <rect class="mark" x="-4" y="-4" width="8" height="8" transform="rotate(45)" />
            </svg>
          ),
        )}
    </g>
  );
}

function SpanDrawing({ span, endMs, y }: { span: Span; endMs: number; y: number }) {
  const wide = (span.to - span.from) / endMs > 0.001;
  const width = wide ? percent(span.to - span.from, endMs) : '3';
  return (
    <rect class={span.kind} x={percent(span.from, endMs)} width={width} y={y} height={BAR} rx="2">
      <title>{`${span.label}: ${clock(span.from)} to ${span.open ? 'the end of the evidence' : clock(span.to)}`}</title>
    </rect>
  );
}
