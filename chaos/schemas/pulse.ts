import * as z from 'zod';

const Ms = z.number().min(0);

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
