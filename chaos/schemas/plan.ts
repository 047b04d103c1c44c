import * as z from 'zod';
import { Name, Seed } from './experiment.ts';

/** A game day: experiments in order, on one virtual clock. */
export const Plan = z.strictObject({
  version: z.literal(1),
  name: Name,
  title: z.string().min(1),
  seed: Seed,
  speed: z.number().min(1).max(60),
  startMinute: z
    .int()
    .min(0)
    .max(59)
    .describe(
      'Minute of the hour at which the virtual clock starts. It places the hourly reconcile run where it is judged.',
    ),
  drill: z
    .boolean()
    .optional()
    .describe('Whether the last experiment ends with a drill of the alarms that no experiment made fire.'),
  stage: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The stage of the system that ships with evenkeel to boot; `dev` by default. Of a stage of two regions, both are booted.',
    ),
  experiments: z.array(z.string()).min(1).describe('Experiment files, relative to the plan.'),
});

export type Plan = z.infer<typeof Plan>;
