import * as z from 'zod';

/** One load operation. Only the journeys that place an order start a saga with its correlation id. */
export const Operation = z.strictObject({
  correlationId: z.string(),
  scenario: z.string(),
  iteration: z.int().min(0),
  journey: z.string(),
  /** When the request was sent: real wall-clock time, UTC, by k6's clock. */
  sentAt: z.iso.datetime(),
  /** Real milliseconds since the run began. */
  elapsedMs: z.number(),
  /** HTTP status; 0 when there was no answer. */
  status: z.int(),
  durationMs: z.number().min(0),
  totalCents: z.int().min(0),
});

export type Operation = z.infer<typeof Operation>;
