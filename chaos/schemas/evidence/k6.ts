/** What k6 leaves in `k6/` of a run directory, as far as it is evidence. */
import * as z from 'zod';
import { RegionRole } from '../experiment.ts';
import { Count, Text } from './format.ts';

/** k6's summary, in the default shape of `handleSummary`. */
export const K6Summary = z.object({
  metrics: z.record(
    z.string(),
    z.object({
      type: z.enum(['counter', 'gauge', 'rate', 'trend']),
      values: z.record(z.string(), z.number()),
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
});

/** The plan that k6 followed. */
export const K6Plan = z.object({
  run: Text,
  seed: z.int(),
  /** Where customers near each region call the API, in a system of two. */
  urls: z.object({ home: Text, other: Text }).optional(),
  stretches: z.record(
    z.string(),
    z.object({
      phase: Text,
      scenario: Text,
      journey: Text,
      rate: z.number().positive(),
      startsAt: z.number().min(0),
      seconds: z.number().positive(),
      planned: Count,
      firstIteration: Count,
      near: RegionRole.optional(),
    }),
  ),
});

export type K6Summary = z.infer<typeof K6Summary>;
export type K6Plan = z.infer<typeof K6Plan>;
