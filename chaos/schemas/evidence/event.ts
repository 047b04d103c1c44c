import * as z from 'zod';
import { moment, VirtualTime } from './moment.ts';
import { SnapshotName } from './snapshot.ts';

/** What happened in a run. */
export const RunEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...moment, kind: z.literal('phase.began'), phase: z.string() }),
  z.strictObject({ ...moment, kind: z.literal('phase.ended'), phase: z.string() }),
  z.strictObject({ ...moment, kind: z.literal('phase.drained'), phase: z.string() }),
  z.strictObject({
    ...moment,
    kind: z.literal('fault.armed'),
    faultId: z.string(),
    fault: z.string(),
    /** When the lease ends, on the virtual clock. */
    until: VirtualTime,
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('fault.hit'),
    faultId: z.string(),
    correlationId: z.string(),
    point: z.string(),
    attempt: z.int().min(1),
  }),
  z.strictObject({ ...moment, kind: z.literal('fault.released'), faultId: z.string() }),
  /** The alarms that the system has, read before the load. */
  z.strictObject({
    ...moment,
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
    ...moment,
    kind: z.literal('probe'),
    when: z.enum(['before', 'after']),
    probe: z.string(),
    holds: z.boolean(),
    says: z.string(),
  }),
  /** A stop condition came true: faults were disarmed and the load was ended. */
  z.strictObject({ ...moment, kind: z.literal('stopped'), condition: z.string(), says: z.string() }),
  /** Sagas that had not reached an end, sampled from the first fault until none was left. */
  z.strictObject({ ...moment, kind: z.literal('backlog'), unfinished: z.int().min(0) }),
  /** The oldest record that a stream's consumer was given in the run, by its IteratorAge metric. Real milliseconds. */
  z.strictObject({ ...moment, kind: z.literal('iterator-age'), function: z.string(), maximumMs: z.number().min(0) }),
  z.strictObject({
    ...moment,
    kind: z.literal('alarm'),
    alarm: z.string(),
    from: z.string(),
    to: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('saga'),
    correlationId: z.string(),
    service: z.string(),
    /** State the service reached, such as PENDING, AUTHORISED or ROLLED_BACK. */
    state: z.string(),
  }),
  z.strictObject({
    ...moment,
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
  z.strictObject({ ...moment, kind: z.literal('drift.undone'), faultId: z.string(), key: z.string() }),
  z.strictObject({ ...moment, kind: z.literal('snapshot'), name: SnapshotName }),
  z.strictObject({
    ...moment,
    kind: z.literal('reconcile.began'),
    runId: z.string(),
    trigger: z.enum(['schedule', 'run-now', 'deploy']),
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('reconcile.ended'),
    runId: z.string(),
    outcome: z.string(),
    drift: z.int(),
    repaired: z.int(),
  }),
  /** A mark that a system broken on purpose leaves when its broken path was executed. */
  z.strictObject({ ...moment, kind: z.literal('sabotage.reached'), sabotage: z.string(), detail: z.string() }),
  z.strictObject({ ...moment, kind: z.literal('note'), text: z.string() }),
]);

export type RunEvent = z.infer<typeof RunEvent>;
