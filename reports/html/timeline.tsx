import { clock } from '../facts/format.ts';
import { type Lane, type Span, timelineOf } from '../facts/timeline.ts';
import type { Run } from '../run.ts';
import { Axis, percent } from './axis.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const AXIS = 40;
const BAR = 12;
/** Height of a line of phase names above the bar, and of the space below the last line. */
const NAME_LINE = 15;
const UNDER_NAMES = 7;
/** More lines than this would only cover the bar. */
const MAX_HITS_DRAWN = 150;
/** Share of the width that a phase's name needs on a phone. */
const NAME_SHARE = 0.2;

export function TimelineSection({ run }: { run: Run }) {
  const { endMs, lanes } = timelineOf(run);
  return (
    <Section id="timeline" title="Timeline">
      <p class="lead">
        Phases, faults, alarms and reconcile runs on one clock: real minutes at the top, the system's virtual time
        below.
      </p>
      <figure>
        <div class="timeline">
          <svg class="gridlines" aria-hidden="true">
            <Axis run={run} endMs={endMs} top={AXIS} height="100%" />
          </svg>
          <ol>
            {lanes.map((lane) => (
              <LaneItem lane={lane} endMs={endMs} />
            ))}
          </ol>
        </div>
        <figcaption>
          The light bar after a phase is its drain. Thin lines in a fault are its hits. Diamonds are snapshots, seeded
          drift and whatever ended the run early.
        </figcaption>
      </figure>
      <details>
        <summary>The timeline as a table</summary>
        <Table
          caption="Every bar of the timeline, in real minutes and seconds since the run began"
          columns={[
            { head: 'What', cell: ({ lane, span }) => `${lane.group}: ${span.label}` },
            { head: 'From', cell: ({ span }) => clock(span.from), numeric: true },
            { head: 'To', cell: ({ span }) => (span.open ? 'still open' : clock(span.to)), numeric: true },
          ]}
          rows={lanes.flatMap((lane) => lane.spans.map((span) => ({ lane, span })))}
        />
      </details>
    </Section>
  );
}

/** The labels are text, so that they wrap on a phone and screen readers read them. The drawing adds only the times. */
function LaneItem({ lane, endMs }: { lane: Lane; endMs: number }) {
  if (lane.group === 'Phases') return <PhasesItem lane={lane} endMs={endMs} />;
  return (
    <li>
      <span class="label">
        <strong>{lane.name}</strong> {lane.note}
      </span>
      <svg height={BAR} aria-hidden="true">
        <LaneBar lane={lane} endMs={endMs} y={0} />
      </svg>
    </li>
  );
}

/** Each phase's name is above its bar, on a higher line if it would overlap the name before it. */
function PhasesItem({ lane, endMs }: { lane: Lane; endMs: number }) {
  const names = inLines(lane.spans, endMs);
  const lines = Math.max(1, ...names.map(({ line }) => line + 1));
  const y = lines * NAME_LINE + UNDER_NAMES;
  return (
    <li>
      <svg height={y + BAR} aria-hidden="true">
        {names.map(({ span: { label, from }, line }) => (
          <text class="name" x={percent(from, endMs)} y={(lines - line) * NAME_LINE}>
            {label}
          </text>
        ))}
        <LaneBar lane={lane} endMs={endMs} y={y} />
      </svg>
    </li>
  );
}

/** The phases, each with the lowest line (0 is right above the bar) that has space for its name. */
function inLines(spans: readonly Span[], endMs: number): { readonly span: Span; readonly line: number }[] {
  const free: number[] = [];
  return spans
    .filter(({ kind }) => kind === 'phase')
    .map((span) => {
      const at = span.from / endMs;
      const fits = free.findIndex((end) => end <= at);
      const line = fits < 0 ? free.length : fits;
      free[line] = at + NAME_SHARE;
      return { span, line };
    });
}

function LaneBar({ lane, endMs, y }: { lane: Lane; endMs: number; y: number }) {
  const step = Math.max(1, Math.ceil(lane.marks.length / MAX_HITS_DRAWN));
  return (
    <g>
      <rect class="track" x="0" width="100%" y={y} height={BAR} rx="2" />
      {lane.spans.map((span) => (
        <SpanDrawing span={span} endMs={endMs} y={y} />
      ))}
      {lane.marks
        .filter((_, index) => index % step === 0)
        .map(({ at, label }) =>
          lane.group === 'Faults' ? (
            <line class="hit" x1={percent(at, endMs)} x2={percent(at, endMs)} y1={y + 2} y2={y + BAR - 2} />
          ) : (
            <svg x={percent(at, endMs)} y={y + BAR / 2} width="1" height="1">
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
