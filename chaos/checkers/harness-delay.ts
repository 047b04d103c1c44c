/** By how much the harness was late with what it did and noted. */
import { HARNESS, HARNESS_SILENCE_MS, type Journal, type RunEvent } from '../schemas/index.ts';

/** The measured delay may span two silences that are each too short for a gap: its timer may miss a turn that a beat does not. */
export const UNSEEN_DELAY_MS = 2 * HARNESS_SILENCE_MS;

/** Real milliseconds of the longest stretch in which the harness gave no sign of life; 0 without one. */
export function longestSilenceMs(events: readonly RunEvent[]): number {
  const silences = events.flatMap((event) =>
    event.kind === 'heartbeat-gap' && event.who === HARNESS ? [event.toMs - event.fromMs] : [],
  );
  return Math.max(0, ...silences);
}

/**
 * Real milliseconds by which the harness may have noted something late: no more than its own signs of life show, because
 * a longer delay leaves a gap in them. One that was measured before the load or while the run was cleaned up delayed nothing
 * that is judged.
 */
export function harnessDelayMs({ figures }: Pick<Journal, 'figures'>, events: readonly RunEvent[]): number {
  return Math.min(figures['harnessDelayMs'] ?? 0, Math.max(UNSEEN_DELAY_MS, longestSilenceMs(events)));
}
