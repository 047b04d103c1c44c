import * as z from 'zod';

export const EVIDENCE_VERSION = 1;

/** UTC on the target's virtual clock. */
export const VirtualTime = z.iso.datetime();

/** When something happened: on the target's clock, and in real milliseconds since the run began, by a monotonic clock. */
export const moment = { at: VirtualTime, elapsedMs: z.number().min(0) };
