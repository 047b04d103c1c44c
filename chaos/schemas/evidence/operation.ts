import * as z from 'zod';
import { ElapsedMs } from './format.ts';

/** One load operation. Some journeys start a saga with its correlation id. */
export const Operation = z.strictObject({
  correlationId: z.string(),
  scenario: z.string(),
  iteration: z.int().min(0),
  journey: z.string(),
  /** When the request was sent: real wall-clock time, UTC, by k6's clock. */
  sentAt: z.iso.datetime(),
  /** Real milliseconds since the run began. */
  elapsedMs: ElapsedMs,
  /** HTTP status; 0 when there was no answer. */
  status: z.int().min(0).max(599),
  durationMs: ElapsedMs,
  /** What the request asked for, as its journey states it. */
  asked: z.record(z.string(), z.json()).optional(),
});

export type Operation = z.infer<typeof Operation>;
