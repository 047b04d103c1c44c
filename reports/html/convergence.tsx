import { outstandingDrift, type Point, unfinishedSagas } from '../facts/convergence.ts';
import { clock, figure } from '../facts/format.ts';
import { timelineOf } from '../facts/timeline.ts';
import type { Run } from '../run.ts';
import { Axis, percent } from './axis.tsx';
import { Section } from './section.tsx';

const AXIS = 40;
const CHART = 110;
const WIDTH = 1000;

export function ConvergenceSection({ run }: { run: Run }) {
  const { endMs } = timelineOf(run);
  return (
    <Section id="convergence" title="Convergence">
      <p class="lead">Unfinished work and known drift over time. A healthy system brings both back to zero.</p>
      <Curve run={run} points={unfinishedSagas(run.events)} endMs={endMs} name="Unfinished sagas" kind="sagas" />
      <Curve run={run} points={outstandingDrift(run.events)} endMs={endMs} name="Unrepaired drift" kind="drift" />
    </Section>
  );
}

interface CurveProps {
  readonly run: Run;
  readonly points: readonly Point[];
  readonly endMs: number;
  readonly name: string;
  readonly kind: 'sagas' | 'drift';
}

function Curve({ run, points, endMs, name, kind }: CurveProps) {
  const peak = points.reduce((max, point) => (point.count > max.count ? point : max), { at: 0, count: 0 });
  const last = points.at(-1)?.count ?? 0;
  const words =
    peak.count === 0
      ? `${name}: none.`
      : `${name}: at most ${figure(peak.count)}, at ${clock(peak.at)}, and ${figure(last)} at the end.`;
  if (peak.count === 0) return <p class="soft small">{words}</p>;
  const line = stepsOf(points, endMs, peak.count);
  return (
    <figure>
      <svg height={AXIS + CHART + 2} role="img" aria-label={words}>
        <Axis run={run} endMs={endMs} top={AXIS - 2} height={AXIS + CHART} />
        <svg class={kind} y={AXIS + 8} height={CHART - 8} viewBox={`0 0 ${WIDTH} 100`} preserveAspectRatio="none">
          <path class="area" d={`${line} L${WIDTH} 100 L0 100 Z`} />
          <path class="curve" d={line} />
        </svg>
        <text
          class="peak"
          x={percent(peak.at, endMs)}
          y={AXIS + 8}
          text-anchor={peak.at / endMs > 0.9 ? 'end' : 'start'}
          dx={peak.at / endMs > 0.9 ? -6 : 6}
        >
          {figure(peak.count)}
        </text>
        <line class="grid" x1="0" x2="100%" y1={AXIS + CHART} y2={AXIS + CHART} />
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}

/** The path of a step curve. Of several steps on one pixel, it shows the highest. */
function stepsOf(points: readonly Point[], endMs: number, peak: number): string {
  const highest = new Map<number, { top: number; last: number }>();
  for (const { at, count } of points) {
    const x = Math.min(WIDTH, Math.round((at / endMs) * WIDTH));
    const known = highest.get(x);
    highest.set(x, { top: Math.max(known?.top ?? 0, count), last: count });
  }
  const y = (count: number) => (100 - (count / peak) * 96).toFixed(1);
  const steps = [...highest].map(([x, { top, last }]) => `H${x} V${y(top)} V${y(last)}`);
  return `M0 100 ${steps.join(' ')} H${WIDTH}`;
}
