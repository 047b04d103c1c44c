import { figure } from '../facts/format.ts';
import { type Waterfall, type WaterfallRow, waterfallsOf } from '../facts/waterfall.ts';
import type { Run } from '../run.ts';
import { percent } from './axis.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

const BAR = 8;

/** Rows of one drawing; a saga that is retried again and again has more. */
const MAX_ROWS = 90;

/** Two sagas, span by span. */
export function WaterfallSection({ run }: { run: Run }) {
  const waterfalls = waterfallsOf(run);
  if (waterfalls.length === 0) return null;
  return (
    <Section id="waterfall" title="Two sagas">
      <p class="lead">
        Each span of a saga on its own line: the part of the system that left it, its beginning in real milliseconds,
        and how long it took. Red: injected faults, and what failed.
      </p>
      {waterfalls.map((waterfall) => (
        <Drawing waterfall={waterfall} />
      ))}
    </Section>
  );
}

function Drawing({ waterfall }: { waterfall: Waterfall }) {
  const { correlationId, gist, durationMs, rows } = waterfall;
  const shown = rows.slice(0, MAX_ROWS);
  const title = gist === '' ? 'completed, nothing happened' : gist;
  return (
    <details class="story" open>
      <summary>
        <code>{correlationId}</code>
        <span class="gist">{`${title}; ${figure(rows.length)} spans in ${figure(durationMs)} ms`}</span>
      </summary>
      <ol class="waterfall" aria-label={`Spans of ${correlationId}: ${title}`}>
        {shown.map((row) => (
          <Row row={row} durationMs={durationMs} />
        ))}
      </ol>
      {rows.length > shown.length ? (
        <p class="soft small">{`${figure(rows.length - shown.length)} more spans are in traces.ndjson.`}</p>
      ) : null}
      <details>
        <summary>These spans as a table</summary>
        <Table
          caption={`Spans of ${correlationId}, in real milliseconds since its first`}
          columns={[
            { head: 'Span', cell: ({ span }: WaterfallRow) => span.name },
            { head: 'Function', cell: ({ span }: WaterfallRow) => span.function },
            { head: 'Began', cell: ({ afterMs }: WaterfallRow) => figure(afterMs, 1), numeric: true },
            { head: 'Took', cell: ({ span }: WaterfallRow) => figure(span.durationMs, 1), numeric: true },
            { head: 'Reached', cell: ({ span }: WaterfallRow) => (span.states ?? []).join(', ') },
            { head: 'Failed', cell: ({ span }: WaterfallRow) => span.failure ?? '' },
          ]}
          rows={shown}
        />
      </details>
    </details>
  );
}

function Row({ row: { span, depth, afterMs }, durationMs }: { row: WaterfallRow; durationMs: number }) {
  const { name, function: own, durationMs: took, states = [], failure, fault } = span;
  const isBad = failure !== undefined || fault !== undefined;
  const total = Math.max(1, durationMs);
  return (
    <li class={isBad ? 'bad' : undefined}>
      <span class="label" style={`padding-left:${depth * 0.75}rem`}>
        <strong>{name}</strong> {`${own}, ${figure(afterMs)} ms`}
        {states.length === 0 ? '' : `, ${states.join(', ')}`}
        {failure === undefined ? '' : `: ${failure}`}
      </span>
      <svg height={BAR} aria-hidden="true">
        <rect class="track" x="0" width="100%" height={BAR} rx="1" />
        <rect
          class={isBad ? 'failed' : span.kind}
          x={percent(afterMs, total)}
          width={percent(Math.max(took, total / 300), total)}
          height={BAR}
          rx="1"
        />
      </svg>
    </li>
  );
}
