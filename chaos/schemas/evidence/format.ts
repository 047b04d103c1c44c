/** What the files of a run directory have in common: version, timestamps and numbered lines. */
import * as z from 'zod';

export const EVIDENCE_VERSION = 1;

/** UTC on the target's virtual clock. */
export const VirtualTime = z.iso.datetime();

/** Maximum duration of a run, in real milliseconds: a week. Reports draw every run to scale, so a wrong time must not pass. */
const MAX_ELAPSED_MS = 7 * 24 * 3_600_000;

/** Real milliseconds since the run began, on a monotonic clock. */
export const ElapsedMs = z.number().min(0).max(MAX_ELAPSED_MS);

/** When something happened: on the target's clock, and in real time. */
export const moment = { at: VirtualTime, elapsedMs: ElapsedMs };

/**
 * A line of an NDJSON file, as parsed from JSON. Each line has its place in the file, from 0, so that a missing or
 * repeated line is noticed.
 */
export const NumberedLine = z
  .looseObject({ sequence: z.int() })
  .transform(({ sequence, ...value }): { readonly sequence: number; readonly value: unknown } => ({ sequence, value }));

/** @param first the sequence of the first value, when the lines are appended to a file */
export function numberedLines(values: readonly object[], first = 0): string {
  return values.map((value, index) => `${JSON.stringify({ sequence: first + index, ...value })}\n`).join('');
}
