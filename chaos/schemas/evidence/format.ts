/** What the files of a run directory have in common: version, timestamps and numbered lines. */
import * as z from 'zod';

export const EVIDENCE_VERSION = 1;

/** UTC on the target's virtual clock. */
export const VirtualTime = z.iso.datetime();

/** When something happened: on the target's clock, and in real milliseconds since the run began (monotonic). */
export const moment = { at: VirtualTime, elapsedMs: z.number().min(0) };

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
