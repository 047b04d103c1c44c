import * as z from 'zod';
import { Experiment, Name, RegionRole, Seed } from '../experiment.ts';
import { Count, EVIDENCE_VERSION, RunTime, Sha256, Text, VirtualTime } from './format.ts';

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

/** The fastest clock that `evenkeel up` and a plan accept. */
const MAX_SPEED = 60;

const MAX_EXIT_CODE = 255;

/** Longer than the name of a host, of a user, or of a role on AWS. */
const MAX_NAME_LENGTH = 2048;

/** Where a run was started, as far as it is recorded. Reports show it; no check depends on it. */
const Origin = z.strictObject({
  /** The Git commit of the folder in which the command ran. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/, 'must be the full hash of a commit')
    .optional(),
  /** Whether files that Git tracks differed from that commit. */
  uncommittedChanges: z.boolean().optional(),
  host: Text.max(MAX_NAME_LENGTH).optional(),
  /** Who started the run. */
  operator: Text.max(MAX_NAME_LENGTH).optional(),
});

/** Longer than the error that a load generator reports. */
const MAX_ERROR_LENGTH = 1000;

export const VerdictName = z.enum(['PASS', 'FAIL', 'INVALID']);

export const Journal = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  /** A killed run stays `running`; a stop condition makes it `stopped`. */
  status: z.enum(['running', 'completed', 'stopped', 'interrupted', 'broken']),
  /** Short token that starts every correlation id of the run, [a-z0-9_]+. */
  run: Name,
  experiment: Experiment,
  /** Of the experiment in canonical JSON. Every run of this version has it. */
  experimentDigest: Sha256.optional(),
  seed: Seed,
  speed: z.number().positive().max(MAX_SPEED),
  target: z.enum(['local', 'aws']),
  /**
   * In a game day of two regions, each has a run directory of its own: the region that this one is of, the names of both,
   * and the virtual seconds within which the customers of a lost region must be moved.
   */
  regions: z
    .strictObject({ own: RegionRole, home: Text, other: Text, moveWithinSeconds: z.number().positive().max(86_400) })
    .optional(),
  /** The definition of the system, by name and digest; null if there is none. Only the same definition can judge the run. */
  system: z.strictObject({ name: Text, digest: Text }).nullable(),
  sabotage: z.string().nullable(),
  versions: z.record(z.string(), z.string()),
  /** The command that repeats this run. */
  command: z.string(),
  /** Absent in runs of versions that did not record it. */
  origin: Origin.optional(),
  /** Real wall-clock and virtual time of elapsedMs = 0. */
  startedAt: RunTime,
  virtualStartedAt: VirtualTime,
  endedAt: RunTime.nullable(),
  /** Lines of each NDJSON file and entries of each other file: file -> count. */
  counts: z.record(z.string(), Count),
  /** Alarms of the unmodified template, without the stage's prefix. */
  alarms: z.array(Text),
  /** Alarms that earlier runs of the same game day made fire and clear. */
  provenAlarms: z.array(Text).optional(),
  /** The names of the reconciliation's rules; absent if the run has no definition. */
  rules: z.array(Text).optional(),
  load: z
    .strictObject({
      exitCode: z.int().min(0).max(MAX_EXIT_CODE),
      droppedIterations: Count,
      /** Iterations that each scenario planned (rate x seconds) and started. */
      scenarios: z.record(z.string(), z.strictObject({ planned: Count, started: Count })),
      failedThresholds: z.array(z.string()),
      /** Iterations that ended because their journey threw an error, and the first error, by k6's log. */
      thrown: z.strictObject({ iterations: Count.min(1), error: Text.max(MAX_ERROR_LENGTH) }).optional(),
    })
    .nullable(),
  /** Predicted and observed hits (distinct correlation ids) of each fault. */
  hits: z.record(z.string(), z.strictObject({ predicted: Count, observed: Count })),
  /** Other figures, such as boot seconds. */
  figures: z.record(z.string(), z.number().min(0)),
  checks: z.array(Check),
  verdict: VerdictName.nullable(),
  /** The reasons for the verdict, one sentence each. */
  reasons: z.array(z.string()),
  /**
   * SHA-256 of every other file that the run left, by name: written when the run ends, so a killed run has none. Reports
   * are no evidence and are not sealed. `journal.sha256` seals the journal itself.
   */
  seals: z.record(z.string(), Sha256).optional(),
});

export type Check = z.infer<typeof Check>;
export type VerdictName = z.infer<typeof VerdictName>;
export type Journal = z.infer<typeof Journal>;
