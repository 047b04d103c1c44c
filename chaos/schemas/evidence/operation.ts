import * as z from 'zod';
import { mustBe } from '../mistakes.ts';
import { Count, ElapsedMs, RunTime, Text } from './format.ts';

/** One load operation. Some journeys start a saga with its correlation id. */
export const Operation = z.strictObject({
  correlationId: Text,
  scenario: Text,
  iteration: Count,
  journey: Text,
  /** When the request was sent: real wall-clock time, UTC, by k6's clock. */
  sentAt: RunTime,
  /** Real milliseconds since the run began. */
  elapsedMs: ElapsedMs,
  /** HTTP status; 0 when there was no answer. */
  status: z
    .int()
    .refine((status) => status === 0 || (status >= 100 && status <= 599), { error: mustBe('0 or an HTTP status') }),
  durationMs: ElapsedMs,
  /** The region that answered it, where the system has two. */
  region: Text.optional(),
  /**
   * What the request asked for in full: `method`, `path` and `body`, and what its journey states in addition. Values that
   * the journey withholds are replaced.
   */
  asked: z.record(z.string(), z.json()).optional(),
});

export type Operation = z.infer<typeof Operation>;

/** Whether an operation got no answer, or one that says that the system failed. */
export function isFailure({ status }: Pick<Operation, 'status'>): boolean {
  return status === 0 || status >= 500;
}
