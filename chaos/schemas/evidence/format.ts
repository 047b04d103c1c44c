/** What the files of a run directory have in common: version, timestamps and numbered lines. */
import * as z from 'zod';
import { mustBe } from '../mistakes.ts';

export const EVIDENCE_VERSION = 1;

const time = () =>
  z.iso
    .datetime({ precision: 3 })
    .refine((text) => text >= '2000' && text < '2100', { error: mustBe('a time between 2000 and 2100') });

/** UTC by the machine's own clock. As a run writes each time with milliseconds, times are in the order of their texts. */
export const RunTime = time();

/** UTC on the target's virtual clock. */
export const VirtualTime = time();

/** SHA-256, in hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** A name or a text that says something. */
export const Text = z.string().min(1);

/** A number of things. */
export const Count = z.int().min(0);

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
