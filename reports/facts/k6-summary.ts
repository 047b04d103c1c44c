import * as z from 'zod';

/** k6's end-of-test summary, as `handleSummary` gets it: of its metrics the values, by statistic. */
export const K6Summary = z.object({
  metrics: z.record(z.string(), z.object({ values: z.record(z.string(), z.number()) })),
});

export type K6Summary = z.infer<typeof K6Summary>;
