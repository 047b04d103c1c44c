/**
 * The files of a run directory: what runner and load write, and checkers and reports read. Nothing else passes
 * between them. Each line of an NDJSON file begins with its `sequence`, from 0: one that is gone or doubled shows.
 *
 *   journal.json        Journal: experiment, versions, seed, verdict, checks, counts of the other files
 *   state/<name>.json   Snapshot: before | drained | drifted | end
 *   events.ndjson       RunEvent, a line each, in the order of `elapsedMs`
 *   history.ndjson      Operation, a line each: what the load sent and was answered
 *   k6/                 k6's own summary (summary.json, default handleSummary shape) and points
 *   reconcile/          reconcile runs: <runId>.json (ReconcileResult) and <runId>.ledger.ndjson
 */
import * as z from 'zod';
import { Experiment } from './experiment.ts';

export const EVIDENCE_VERSION = 1;

/** UTC on the target's virtual clock. */
const VirtualTime = z.iso.datetime();
/** Real milliseconds since the run began, by a monotonic clock. */
const Elapsed = z.number().min(0);

const at = { at: VirtualTime, elapsedMs: Elapsed };

export const SnapshotName = z.enum(['before', 'drained', 'drifted', 'end']);

export const RunEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...at, kind: z.literal('phase.began'), phase: z.string() }),
  z.strictObject({ ...at, kind: z.literal('phase.ended'), phase: z.string() }),
  z.strictObject({ ...at, kind: z.literal('phase.drained'), phase: z.string() }),
  z.strictObject({
    ...at,
    kind: z.literal('fault.armed'),
    faultId: z.string(),
    fault: z.string(),
    /** When the lease ends, on the virtual clock. */
    until: VirtualTime,
  }),
  z.strictObject({
    ...at,
    kind: z.literal('fault.hit'),
    faultId: z.string(),
    correlationId: z.string(),
    point: z.string(),
    attempt: z.int().min(1),
  }),
  z.strictObject({ ...at, kind: z.literal('fault.released'), faultId: z.string() }),
  /** The alarms that the system has, read before the load. */
  z.strictObject({
    ...at,
    kind: z.literal('alarms.listed'),
    alarms: z.array(
      z.strictObject({
        name: z.string(),
        state: z.string(),
        /** How CloudWatch evaluates it: seconds, periods looked at, datapoints that must breach. Absent of composites. */
        grid: z.strictObject({ periodSeconds: z.int(), periods: z.int(), datapoints: z.int() }).optional(),
      }),
    ),
  }),
  /** A probe of the steady state. */
  z.strictObject({
    ...at,
    kind: z.literal('probe'),
    when: z.enum(['before', 'after']),
    probe: z.string(),
    holds: z.boolean(),
    says: z.string(),
  }),
  /** A stop condition came true: faults were disarmed and the load was ended. */
  z.strictObject({ ...at, kind: z.literal('stopped'), condition: z.string(), says: z.string() }),
  /** Sagas that had not reached an end, sampled from the first fault until none was left. */
  z.strictObject({ ...at, kind: z.literal('backlog'), unfinished: z.int().min(0) }),
  /** The oldest record that a stream's consumer was given in the run, by its IteratorAge metric. Real milliseconds. */
  z.strictObject({ ...at, kind: z.literal('iterator-age'), function: z.string(), maximumMs: z.number().min(0) }),
  z.strictObject({
    ...at,
    kind: z.literal('alarm'),
    alarm: z.string(),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    ...at,
    kind: z.literal('saga'),
    correlationId: z.string(),
    service: z.string(),
    /** State the service reached, such as PENDING, AUTHORISED or ROLLED_BACK. */
    state: z.string(),
  }),
  z.strictObject({
    ...at,
    kind: z.literal('drift.seeded'),
    faultId: z.string(),
    /** The reconcile rule whose job it is to find it. */
    rule: z.string(),
    key: z.string(),
    description: z.string(),
    /** Differences that other rules may find for the same reason, before the repair or after it. */
    consequences: z.array(z.strictObject({ rule: z.string(), key: z.string() })),
  }),
  /** Drift that nobody had repaired at the end was put back. */
  z.strictObject({ ...at, kind: z.literal('drift.undone'), faultId: z.string(), key: z.string() }),
  z.strictObject({ ...at, kind: z.literal('snapshot'), name: SnapshotName }),
  z.strictObject({
    ...at,
    kind: z.literal('reconcile.began'),
    runId: z.string(),
    trigger: z.enum(['schedule', 'run-now', 'deploy']),
  }),
  z.strictObject({
    ...at,
    kind: z.literal('reconcile.ended'),
    runId: z.string(),
    outcome: z.string(),
    drift: z.int(),
    repaired: z.int(),
  }),
  /** A mark that a system broken on purpose leaves when its broken path was executed. */
  z.strictObject({ ...at, kind: z.literal('sabotage.reached'), sabotage: z.string(), detail: z.string() }),
  z.strictObject({ ...at, kind: z.literal('note'), text: z.string() }),
]);

/** One load operation. Only `checkout` operations carry a correlation id that starts a saga. */
export const Operation = z.strictObject({
  correlationId: z.string(),
  scenario: z.string(),
  iteration: z.int().min(0),
  journey: z.string(),
  /** Real wall-clock time, UTC, at which the request was sent, by k6's clock. */
  sentAt: z.iso.datetime(),
  /** Real milliseconds since the run began. */
  elapsedMs: z.number(),
  /** HTTP status; 0 when there was no answer. */
  status: z.int(),
  durationMs: z.number().min(0),
  totalCents: z.int().min(0),
});

const Answer = z.string();

/** Everything the services hold of one correlation id, each read straight from its store. */
export const SagaState = z.strictObject({
  correlationId: z.string(),
  order: z
    .strictObject({ state: z.string(), totalCents: z.int(), createdAt: z.string(), updatedAt: z.string() })
    .nullable(),
  payment: z
    .strictObject({
      state: Answer,
      amountCents: z.int(),
      entries: z.array(z.strictObject({ kind: z.string(), amountCents: z.int() })),
    })
    .nullable(),
  reservation: z
    .strictObject({ state: Answer, lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int() })) })
    .nullable(),
  shipment: z.strictObject({ state: Answer }).nullable(),
});

export const StockState = z.strictObject({
  sku: z.string(),
  received: z.int(),
  onHand: z.int(),
  reserved: z.int(),
  shipped: z.int(),
});

/** The stores' own contents at one moment, read past every service. */
export const Snapshot = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  name: SnapshotName,
  at: VirtualTime,
  sagas: z.array(SagaState),
  stock: z.array(StockState),
  /** Filings per correlation id in the error table. */
  filings: z.record(z.string(), z.int()),
  /** Copies and their masters: view name -> key -> canonical fields. */
  copies: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))),
});

/** What the reconciler says of a run, and `evenkeel reconcile --json` prints. */
export const ReconcileResult = z.strictObject({
  runId: z.string(),
  outcome: z.enum(['clean', 'repaired', 'drift', 'unsettled', 'inconclusive', 'stopped']),
  startedAt: VirtualTime,
  endedAt: VirtualTime,
  rules: z.array(
    z.strictObject({
      name: z.string(),
      outcome: z.string(),
      rows: z.strictObject({ left: z.int(), right: z.int() }),
      candidates: z.int(),
      drift: z.int(),
      repaired: z.int(),
      deferred: z.int(),
      accepted: z.int().optional(),
      bytes: z.int(),
      readUnits: z.number().optional(),
      seconds: z.number(),
      reason: z.string().optional(),
      /** Only the keys that were written since the pass before were looked at. */
      pass: z.literal('changes').optional(),
      /** The earlier run whose finding this is, which had no time for the rest. */
      resumedFrom: z.strictObject({ runId: z.string(), startedAt: VirtualTime }).optional(),
    }),
  ),
  /** One entry per difference found. */
  differences: z.array(
    z.strictObject({
      rule: z.string(),
      key: z.string(),
      kind: z.enum(['missing-left', 'missing-right', 'different']),
      fields: z.record(z.string(), z.strictObject({ left: z.json().nullable(), right: z.json().nullable() })),
      /** Which side is right, by field, where one is. */
      masters: z.record(z.string(), z.enum(['left', 'right'])).optional(),
      repaired: z.boolean(),
      /** Why it was left as it is. */
      reason: z.string().optional(),
    }),
  ),
  /** What the run would have done and may not do without approval. */
  plan: z.strictObject({ id: z.string(), digest: z.string(), operations: z.int() }).optional(),
  /** Rules that a scheduled run left out, since their time has not come. */
  notDue: z.array(z.string()).optional(),
  /** What became of operations that killed runs left open. */
  recovered: z
    .array(
      z.strictObject({
        runId: z.string(),
        operationId: z.string(),
        status: z.enum(['done', 'not-done', 'unknown', 'intended']),
        reason: z.string().optional(),
      }),
    )
    .optional(),
});

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

export type SnapshotName = z.infer<typeof SnapshotName>;
export type RunEvent = z.infer<typeof RunEvent>;
export type Operation = z.infer<typeof Operation>;
export type SagaState = z.infer<typeof SagaState>;
export type StockState = z.infer<typeof StockState>;
export type Snapshot = z.infer<typeof Snapshot>;
export type ReconcileResult = z.infer<typeof ReconcileResult>;
export type Check = z.infer<typeof Check>;
export type VerdictName = z.infer<typeof VerdictName>;
export type Journal = z.infer<typeof Journal>;
