/** The NDJSON files of a run directory: each line says which it is, so that one that is gone or doubled shows. */
import * as z from 'zod';

/** A line as it was parsed from JSON, taken apart into its place in the file, from 0, and what it says. */
export const NumberedLine = z
  .looseObject({ sequence: z.int() })
  .transform(({ sequence, ...value }): { readonly sequence: number; readonly value: unknown } => ({ sequence, value }));

/** @param first place of the first value in its file, where lines are appended to it */
export function numberedLines(values: readonly object[], first = 0): string {
  return values.map((value, index) => `${JSON.stringify({ sequence: first + index, ...value })}\n`).join('');
}
