import { type Interval, type LoadCurves, loadCurves } from '../facts/curves.ts';
import { clock, counted, figure } from '../facts/format.ts';
import type { Run } from '../run.ts';
import { Axis, Gridlines, percent } from './axis.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';

/** Height of the times above the first chart; the charts below it share them. */
const AXIS = 40;
/** Space above the other charts. */
const GAP = 4;
const CHART = 96;
const WIDTH = 1000;

/** One line of a chart. */
interface Line {
  readonly name: string;
  /** Its class in the style sheet. */
  readonly kind: 'rate' | 'p50' | 'p95' | 'p99' | 'errors';
  readonly of: (interval: Interval) => number | null;
}

interface ChartProps {
  readonly run: Run;
  readonly curves: LoadCurves;
  /** Whether it has the times above it, and says what the bands are. */
  readonly isFirst?: boolean;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

const RATE: readonly Line[] = [{ name: 'requests per second', kind: 'rate', of: ({ perSecond }) => perSecond }];

const LATENCY: readonly Line[] = [
  { name: 'p99', kind: 'p99', of: ({ p99 }) => p99 },
  { name: 'p95', kind: 'p95', of: ({ p95 }) => p95 },
  { name: 'p50', kind: 'p50', of: ({ p50 }) => p50 },
];

const ERRORS: readonly Line[] = [{ name: 'errors', kind: 'errors', of: ({ errors }) => errors }];

/** Rate, response times and errors of the load, one below the other on one clock, with the times of the faults behind. */
export function CurvesSection({ run }: { run: Run }) {
  const curves = loadCurves(run);
  const { intervals, intervalMs, bands } = curves;
  const busy = intervals.filter(({ requests }) => requests > 0);
  if (busy.length === 0) return null;
  return (
    <Section id="traffic" title="Traffic">
      <p class="lead">
        {`What the load's users saw, in intervals of ${counted(intervalMs / 1000, 'second')}. `}
        {bands.length === 0
          ? 'No fault was armed.'
          : `Shaded: ${bands.map(({ from, to, faults }) => `${faults.join(', ')} armed from ${clock(from)} to ${clock(to)}`).join('; ')}.`}
      </p>
      <Chart run={run} curves={curves} title="Requests per second" unit="" lines={RATE} isFirst={true} />
      <Chart run={run} curves={curves} title="Response time, ms" unit=" ms" lines={LATENCY} />
      <Chart run={run} curves={curves} title="Errors" unit="" lines={ERRORS} />
      <details>
        <summary>The curves as a table</summary>
        <Table
          caption="Requests by the time at which they were sent, since the run began; response times in real milliseconds"
          columns={[
            { head: 'From', cell: ({ from }: Interval) => clock(from) },
            { head: 'Requests', cell: ({ requests }) => figure(requests), numeric: true },
            { head: 'Per second', cell: ({ perSecond }) => figure(perSecond, 1), numeric: true },
            { head: 'p50', cell: ({ p50 }) => figure(p50, 1), numeric: true },
            { head: 'p95', cell: ({ p95 }) => figure(p95, 1), numeric: true },
            { head: 'p99', cell: ({ p99 }) => figure(p99, 1), numeric: true },
            { head: 'Errors', cell: ({ errors }) => figure(errors), numeric: true },
          ]}
          rows={busy}
        />
      </details>
    </Section>
  );
}

function Chart({ run, curves, title, unit, lines, isFirst = false }: ChartProps) {
  const { endMs, intervals, intervalMs, bands } = curves;
  const top = niceTop(Math.max(0, ...lines.map((line) => peakOf(line, intervals).value)));
  const peaks = lines.map((line) => ({ ...line, words: wordsOf(line, intervals, unit) }));
  const above = isFirst ? AXIS : GAP;
  const isFlat = lines.every((line) => peakOf(line, intervals).value === 0);
  return (
    <figure class="chart">
      <figcaption class="chart-title">
        <strong>{title}</strong>
        {peaks.map(({ name, kind, words }) => (
          <span class="key">
            {lines.length === 1 ? null : (
              <>
                <i class={kind} aria-hidden="true" /> {name}{' '}
              </>
            )}
            {words}
          </span>
        ))}
      </figcaption>
      {isFlat ? null : (
        <svg
          height={above + CHART + 2}
          role="img"
          aria-label={`${title}: ${peaks.map(({ name, words }) => `${name} ${words}`).join('; ')}`}
        >
          {bands.map(({ from, to, faults }) => (
            <rect class="band" x={percent(from, endMs)} width={percent(to - from, endMs)} y={above} height={CHART}>
              <title>{faults.join(', ')}</title>
            </rect>
          ))}
          {isFirst ? (
            <Axis run={run} endMs={endMs} top={above - 2} height={above + CHART} />
          ) : (
            <Gridlines endMs={endMs} top={above - 2} height={above + CHART} />
          )}
          <line class="grid" x1="0" x2="100%" y1={above + CHART / 2} y2={above + CHART / 2} />
          <line class="grid" x1="0" x2="100%" y1={above + CHART} y2={above + CHART} />
          <svg class="lines" y={above} height={CHART} viewBox={`0 0 ${WIDTH} 100`} preserveAspectRatio="none">
            {lines.map(({ kind, of }) => (
              <path class={`curve ${kind}`} d={steps(intervals, of, { intervalMs, endMs, top })} />
            ))}
          </svg>
          <text class="dim" x="2" y={above + 12}>
            {figure(top, 1)}
          </text>
          {Number.isInteger(top / 2) ? (
            <text class="dim" x="2" y={above + CHART / 2 - 4}>
              {figure(top / 2)}
            </text>
          ) : null}
        </svg>
      )}
    </figure>
  );
}

interface Peak {
  readonly at: number;
  readonly value: number;
}

function peakOf({ of }: Pick<Line, 'of'>, intervals: readonly Interval[]): Peak {
  return intervals.reduce<Peak>(
    (max, interval) => {
      const value = of(interval) ?? 0;
      return value > max.value ? { at: interval.from, value } : max;
    },
    { at: 0, value: 0 },
  );
}

function wordsOf(line: Line, intervals: readonly Interval[], unit: string): string {
  const { value, at } = peakOf(line, intervals);
  return value === 0 ? 'none' : `at most ${figure(value, value < 100 ? 1 : 0)}${unit} at ${clock(at)}`;
}

/** A round number that no value exceeds, so that the scale is easy to read. */
function niceTop(peak: number): number {
  if (peak <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(peak));
  const factor = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= peak) ?? 10;
  return factor * power;
}

interface Scale {
  readonly intervalMs: number;
  readonly endMs: number;
  readonly top: number;
}

/** A step for each interval that has a value; where there is none, the curve has a gap. */
function steps(intervals: readonly Interval[], of: Line['of'], { intervalMs, endMs, top }: Scale): string {
  const x = (ms: number) => ((Math.min(ms, endMs) / endMs) * WIDTH).toFixed(1);
  let isDrawing = false;
  const parts: string[] = [];
  for (const interval of intervals) {
    const value = interval.requests === 0 ? null : of(interval);
    if (value !== null) {
      const y = (100 - (value / top) * 96).toFixed(1);
      parts.push(`${isDrawing ? `V${y}` : `M${x(interval.from)} ${y}`} H${x(interval.from + intervalMs)}`);
    }
    isDrawing = value !== null;
  }
  return parts.join(' ');
}
