import { clock, virtualTime } from '../facts/format.ts';
import type { Run } from '../run.ts';

/** A position on the time axis. It is a percentage, so that a narrow drawing keeps the size of its text. */
export function percent(ms: number, endMs: number): string {
  return `${Math.min(100, Math.max(0, (ms / endMs) * 100)).toFixed(3)}%`;
}

/** Real seconds between two ticks: the smallest step with at most five ticks, which fit on a phone. */
function tickSeconds(endMs: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400];
  return steps.find((step) => endMs / 1000 / step <= 5) ?? 86_400;
}

interface AxisProps {
  readonly run: Run;
  readonly endMs: number;
  /** Where the grid lines begin, below the times, in pixels. */
  readonly top: number;
  /** Where they end. */
  readonly height: number | string;
}

/** Real times of the ticks, in milliseconds since the run began. */
function ticksOf(endMs: number): number[] {
  const step = tickSeconds(endMs) * 1000;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}

/** Grid lines without labels, below a drawing that has them. */
export function Gridlines({ endMs, top, height }: Omit<AxisProps, 'run'>) {
  return (
    <g>
      {ticksOf(endMs).map((ms) => (
        <line class="grid" x1={percent(ms, endMs)} x2={percent(ms, endMs)} y1={top} y2={height} />
      ))}
    </g>
  );
}

/** Grid lines, labelled with real time and, below it, virtual time. */
export function Axis({ run, endMs, top, height }: AxisProps) {
  return (
    <g>
      {ticksOf(endMs).map((ms) => {
        const x = percent(ms, endMs);
        const anchor = ms === 0 ? 'start' : ms / endMs > 0.93 ? 'end' : 'middle';
        return (
          <g>
            <line class="grid" x1={x} x2={x} y1={top} y2={height} />
            <text x={x} y={top - 22} text-anchor={anchor}>
              {clock(ms)}
            </text>
            <text class="dim" x={x} y={top - 8} text-anchor={anchor}>
              {virtualTime(run.journal, ms)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
