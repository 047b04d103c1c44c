import { clock, virtualTime } from '../facts/format.ts';
import type { Run } from '../run.ts';

/** Places on the time axis are percentages, so that a drawing gets narrower without its text getting smaller. */
export function percent(ms: number, endMs: number): string {
  return `${Math.min(100, Math.max(0, (ms / endMs) * 100)).toFixed(3)}%`;
}

/** Real seconds between two ticks: the smallest that leaves at most five of them, which fit a phone. */
function tickSeconds(endMs: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400];
  return steps.find((step) => endMs / 1000 / step <= 5) ?? 86_400;
}

interface AxisProps {
  readonly run: Run;
  readonly endMs: number;
  /** Where the grid lines begin, below their times, in pixels. */
  readonly top: number;
  /** Where they end. */
  readonly height: number | string;
}

/** Grid lines with real time above and virtual time below it. */
export function Axis({ run, endMs, top, height }: AxisProps) {
  const step = tickSeconds(endMs) * 1000;
  const ticks = Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
  return (
    <g>
      {ticks.map((ms) => {
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
