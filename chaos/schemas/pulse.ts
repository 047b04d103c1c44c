import * as z from 'zod';

const Ms = z.number().min(0);

/** Names of what a run watches, in its events, beside the processes of the system. */
export const HARNESS = 'the harness';
export const LOAD_GENERATOR = 'k6';

/** Real milliseconds between two signs of life of the harness, and without one from which a gap is noted. */
export const HARNESS_BEAT_MS = 100;
export const HARNESS_SILENCE_MS = HARNESS_BEAT_MS + 500;

/**
 * The signs of life of the processes that run a system on this machine. Times are milliseconds on a monotonic clock of
 * the system's own; `now` is the time of the report.
 */
export const PulseReport = z.object({
  now: Ms,
  processes: z.array(
    z.object({
      /** Such as `DynamoDB`. */
      who: z.string(),
      beats: z.int().min(0),
      /** Stretches without a sign of life. The last one ends at `now` if it has not ended yet. */
      gaps: z.array(z.object({ from: Ms, to: Ms })),
      /** How the process ended, such as `SIGKILL` or `exit 1`, if it has. */
      ended: z.string().optional(),
    }),
  ),
});

export type PulseReport = z.infer<typeof PulseReport>;
