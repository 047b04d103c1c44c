import * as z from 'zod';
import { Experiment } from '../experiment.ts';
import { EVIDENCE_VERSION, VirtualTime } from './format.ts';

/** A checker's answer. It is not a boolean, so that missing evidence cannot pass for a valid result. */
export const Check = z.strictObject({
  name: z.string(),
  result: z.enum(['valid', 'invalid', 'unknown']),
  /** One sentence a person can act on. */
  summary: z.string(),
  /** A few lines of evidence, each naming a correlation id, key or alarm. */
  evidence: z.array(z.string()),
  /** What the check measured, and the budget if there is one. */
  measured: z.array(
    z.strictObject({ name: z.string(), unit: z.string(), value: z.number().nullable(), budget: z.number().nullable() }),
  ),
});

export const VerdictName = z.enum(['PASS', 'FAIL', 'INVALID']);

export const Journal = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  /** A killed run stays `running`; a stop condition makes it `stopped`. */
  status: z.enum(['running', 'completed', 'stopped', 'interrupted', 'broken']),
  /** Short token that starts every correlation id of the run, [a-z0-9_]+. */
  run: z.string(),
  experiment: Experiment,
  seed: z.int(),
  speed: z.number(),
  target: z.string(),
  /** The definition of the system, by name and digest; null if there is none. Only the same definition can judge the run. */
  system: z.strictObject({ name: z.string(), digest: z.string() }).nullable(),
  sabotage: z.string().nullable(),
  versions: z.record(z.string(), z.string()),
  /** The command that repeats this run. */
  command: z.string(),
  /** Real wall-clock and virtual time of elapsedMs = 0. */
  startedAt: z.iso.datetime(),
  virtualStartedAt: VirtualTime,
  endedAt: z.iso.datetime().nullable(),
  /** Lines of each NDJSON file and entries of each other file: file -> count. */
  counts: z.record(z.string(), z.int()),
  /** Alarms of the unmodified template, without the stage's prefix. */
  alarms: z.array(z.string()),
  /** Alarms that earlier runs of the same game day made fire and clear. */
  provenAlarms: z.array(z.string()).optional(),
  load: z
    .strictObject({
      exitCode: z.int(),
      droppedIterations: z.int(),
      /** Iterations that each scenario planned (rate x seconds) and started. */
      scenarios: z.record(z.string(), z.strictObject({ planned: z.int(), started: z.int() })),
      failedThresholds: z.array(z.string()),
    })
    .nullable(),
  /** Predicted and observed hits (distinct correlation ids) of each fault. */
  hits: z.record(z.string(), z.strictObject({ predicted: z.int(), observed: z.int() })),
  /** Other figures, such as boot seconds. */
  figures: z.record(z.string(), z.number()),
  checks: z.array(Check),
  verdict: VerdictName.nullable(),
  /** The reasons for the verdict, one sentence each. */
  reasons: z.array(z.string()),
});

export type Check = z.infer<typeof Check>;
export type VerdictName = z.infer<typeof VerdictName>;
export type Journal = z.infer<typeof Journal>;
