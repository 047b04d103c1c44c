import type { Journal } from '../schemas/index.ts';
import type { Finding } from './checker.ts';

/** Real milliseconds by which the harness may have been held up before that matters. */
const HELD_UP_MS = 500;

/** Real milliseconds in each unit of time. */
const unitsAt = (speed: number): Readonly<Record<string, number>> => ({ ms: 1, s: 1000, 'virtual s': 1000 / speed });

/**
 * A time over its budget is proof only where the harness kept its own time: where it was held up, by as much as it was
 * at most, what is over the budget may be the harness's.
 */
export function timed(finding: Finding, { figures, speed }: Pick<Journal, 'figures' | 'speed'>): Finding {
  const heldUp = figures['harnessDelayMs'] ?? 0;
  if (finding.result !== 'invalid' || heldUp <= HELD_UP_MS || overrunMs(finding, speed) > heldUp) return finding;
  const summary = `The harness itself was held up for ${Math.round(heldUp)} ms, so this proves nothing: ${finding.summary}`;
  return { ...finding, result: 'unknown', summary };
}

function overrunMs({ measured }: Finding, speed: number): number {
  const units = unitsAt(speed);
  return measured.reduce((most, { unit, value, budget }) => {
    if (value === null || budget === null) return most;
    return Math.max(most, (value - budget) * (units[unit] ?? 0));
  }, 0);
}
