import * as z from 'zod';
import { Experiment } from '../experiment.ts';
import { EVIDENCE_VERSION, VirtualTime } from './moment.ts';

/** A checker's answer: never a mere boolean, so that missing evidence cannot pass for innocence. */
export const Check = z.strictObject({
  name: z.string(),
  result: z.enum(['valid', 'invalid', 'unknown']),
  /** One sentence a person can act on. */
  summary: z.string(),
  /** The smallest evidence: a few lines, each naming a correlation id, key or alarm. */
  evidence: z.array(z.string()),
  /** Budget and what was measured against it, where the check has one. */
  measured: z.array(
    z.strictObject({ name: z.string(), unit: z.string(), value: z.number().nullable(), budget: z.number().nullable() }),
  ),
});

export const VerdictName = z.enum(['PASS', 'FAIL', 'INVALID']);

export const Journal = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  /** `running` is what a killed run leaves behind; `stopped` is by a stop condition. */
  status: z.enum(['running', 'completed', 'stopped', 'interrupted', 'broken']),
  /** Short token that starts every correlation id of the run, [a-z0-9_]+. */
  run: z.string(),
  experiment: Experiment,
  seed: z.int(),
  speed: z.number(),
  target: z.string(),
  sabotage: z.string().nullable(),
  versions: z.record(z.string(), z.string()),
  /** The command that makes this run again. */
  command: z.string(),
  /** Real wall-clock and virtual time of elapsedMs = 0. */
  startedAt: z.iso.datetime(),
  virtualStartedAt: VirtualTime,
  endedAt: z.iso.datetime().nullable(),
  /** Lines of events.ndjson and history.ndjson, and entries of each snapshot: file -> count. */
  counts: z.record(z.string(), z.int()),
  /** Alarms of the sound template, without the stage's prefix. */
  alarms: z.array(z.string()),
  load: z
    .strictObject({
      exitCode: z.int(),
      droppedIterations: z.int(),
      /** Iterations each scenario was to start, by rate x seconds, and did. */
      scenarios: z.record(z.string(), z.strictObject({ planned: z.int(), started: z.int() })),
      failedThresholds: z.array(z.string()),
    })
    .nullable(),
  /** Predicted and observed hits (distinct correlation ids) of each fault. */
  hits: z.record(z.string(), z.strictObject({ predicted: z.int(), observed: z.int() })),
  /** Figures worth keeping beside the verdict, such as boot seconds. */
  figures: z.record(z.string(), z.number()),
  checks: z.array(Check),
  verdict: VerdictName.nullable(),
  /** Why the verdict is what it is, one sentence each. */
  reasons: z.array(z.string()),
});

export type Check = z.infer<typeof Check>;
export type VerdictName = z.infer<typeof VerdictName>;
export type Journal = z.infer<typeof Journal>;
