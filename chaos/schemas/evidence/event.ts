import * as z from 'zod';
import { Count, ElapsedMs, moment, Text, VirtualTime } from './format.ts';
import { Outcome } from './reconcile-result.ts';
import { Fields, SnapshotName } from './snapshot.ts';

/** More attempts than any retry of a real queue, stream or client makes within a run. */
const MAX_ATTEMPTS = 10_000;

/** More queues than the stacks of a system have. */
const MAX_QUEUES = 1000;

/** A stream keeps its records for a week at most. */
const MAX_RECORD_AGE_MS = 7 * 24 * 3_600_000;

/** More differences than a load of an hour leaves. */
const MAX_FOUND = 100_000;

/** As many as a deployment group may watch. */
const MAX_ALARMS = 10;

/** More versions than anybody deploys within a run. */
const MAX_FOREIGN = 1000;

/** The number of a function's version. */
const Version = z.string().regex(/^[1-9][0-9]*$/, 'must be the number of a version');

export const AlarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** CloudWatch evaluates at most a week. */
const MAX_PERIOD_SECONDS = 7 * 24 * 3600;

const Grid = z
  .strictObject({
    periodSeconds: z.int().min(1).max(MAX_PERIOD_SECONDS),
    periods: z.int().min(1).max(MAX_PERIOD_SECONDS),
    datapoints: z.int().min(1),
  })
  .refine(({ periods, datapoints }) => datapoints <= periods, 'must not need more datapoints than it has periods');

/** Before the load, or after everything has come to rest. */
const RunEdge = z.enum(['start', 'end']);
/**
 * What a machine can lack: `cpu` (how many times as long work takes as on an idle machine), `steal` (share of the time
 * that the hypervisor gave to others), `memory` (share of the time that work waited for memory), `disk` (free bytes) and
 * `handles` (share of the file handles that are open).
 */
export const Lacked = z.enum(['cpu', 'steal', 'memory', 'disk', 'handles']);
export type Lacked = z.infer<typeof Lacked>;

/** Something that happened in a run. */
export const RunEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...moment, kind: z.literal('phase.began'), phase: Text }),
  z.strictObject({ ...moment, kind: z.literal('phase.ended'), phase: Text }),
  z.strictObject({ ...moment, kind: z.literal('phase.drained'), phase: Text }),
  z.strictObject({
    ...moment,
    kind: z.literal('fault.armed'),
    faultId: Text,
    fault: Text,
    /** When the lease ends, on the virtual clock. */
    until: VirtualTime,
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('fault.hit'),
    faultId: Text,
    correlationId: Text,
    point: Text,
    attempt: z.int().min(1).max(MAX_ATTEMPTS),
  }),
  z.strictObject({ ...moment, kind: z.literal('fault.released'), faultId: Text }),
  /** A deployment gave the defective version its first traffic. */
  z.strictObject({
    ...moment,
    kind: z.literal('release.began'),
    faultId: Text,
    function: Text,
    deployment: Text,
    /** The versions before and after. */
    from: Version,
    to: Version,
    /** Percent of the calls that the new version received at first. */
    percent: z.number().gt(0).max(100),
  }),
  /** The deployment ended, and with it the one that took it back. */
  z.strictObject({
    ...moment,
    kind: z.literal('release.ended'),
    faultId: Text,
    deployment: Text,
    status: z.enum(['Succeeded', 'Failed', 'Stopped', 'unfinished']),
    /** CodeDeploy's error code, such as ALARM_ACTIVE. */
    code: Text.optional(),
    message: z.string(),
    /** The version that the alias then named, and the percent of its calls that another version received. */
    serving: Version,
    otherPercent: z.number().min(0).max(100),
    /** Versions that received calls of the alias, and are none of the release's: somebody else deployed. */
    foreign: z.array(Version).max(MAX_FOREIGN).optional(),
    /** Names of the alarms that the deployment group watches, without the stage's prefix. */
    watches: z.array(Text).max(MAX_ALARMS),
    /** What the deployment group rolls back on. */
    rollsBackOn: z.array(Text).max(MAX_ALARMS),
    /** How many calls the alias received meanwhile, and how many of them the new version, by their metrics. */
    calls: Count,
    callsOfNew: Count,
  }),
  /** A region answers nothing from now on, and nothing is replicated to or from it. */
  z.strictObject({ ...moment, kind: z.literal('region.lost'), faultId: Text, region: Text }),
  /** It answers again. */
  z.strictObject({ ...moment, kind: z.literal('region.returned'), faultId: Text, region: Text }),
  /** Resolvers near a region now send customers to this one. */
  z.strictObject({ ...moment, kind: z.literal('customers.moved'), near: Text, to: Text }),
  /** No write reaches the other region from now on. */
  z.strictObject({ ...moment, kind: z.literal('replication.paused'), faultId: Text }),
  /** What the rules of the other region found while replication was paused, before it was resumed. */
  z.strictObject({
    ...moment,
    kind: z.literal('replication.compared'),
    faultId: Text,
    /** The views whose records were compared with those of the home region. */
    views: z.array(Text).max(MAX_QUEUES),
    found: z.array(z.strictObject({ rule: Text, view: Text, key: z.string() })).max(MAX_FOUND),
  }),
  /** Writes reach the other region again, and those that waited have reached it. */
  z.strictObject({ ...moment, kind: z.literal('replication.resumed'), faultId: Text }),
  /** The system's alarms, as listed before the load. */
  z.strictObject({
    ...moment,
    kind: z.literal('alarms.listed'),
    alarms: z.array(
      z.strictObject({
        name: Text,
        state: AlarmState,
        /** How CloudWatch evaluates it: period length, evaluation periods, datapoints to alarm. Absent for composites and wall clock windows. */
        grid: Grid.optional(),
      }),
    ),
  }),
  /**
   * The deployed alarms, mute rules, metric filters, schedules and dashboards, compared with the unmodified template, property by
   * property.
   */
  z.strictObject({
    ...moment,
    kind: z.literal('deployment.compared'),
    when: RunEdge,
    /** How many of each the template has. */
    compared: z.strictObject({
      alarms: z.int().min(0),
      filters: z.int().min(0),
      schedules: z.int().min(0),
      dashboards: z.int().min(0),
      muteRules: z.int().min(0).optional(),
    }),
    /** One sentence each. */
    differences: z.array(z.string()),
    /** What could not be compared, and why. */
    omitted: z.array(z.string()),
  }),
  /** The alarms whose metric nothing in the system emits, each with the reason. */
  z.strictObject({
    ...moment,
    kind: z.literal('alarms.blind'),
    when: RunEdge,
    alarms: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  }),
  /**
   * The alarms whose actions a mute rule holds back, when the run first looked and whenever that changed. Their states
   * change as usual.
   */
  z.strictObject({
    ...moment,
    kind: z.literal('alarms.muted'),
    alarms: z.array(z.strictObject({ alarm: Text, rule: Text })),
    /** When the run had looked before; absent for the first look. */
    previousLook: VirtualTime.optional(),
  }),
  /** The run tried to make an alarm fire and clear, by writing to its metric or its log. */
  z.strictObject({
    ...moment,
    kind: z.literal('alarm.drilled'),
    alarm: z.string(),
    outcome: z.enum(['proven', 'partly', 'unproven']),
    /** What was written, and what happened. */
    text: z.string(),
  }),
  /** The answer of a steady-state probe. */
  z.strictObject({
    ...moment,
    kind: z.literal('probe'),
    when: z.enum(['before', 'after']),
    probe: Text,
    ok: z.boolean(),
    message: z.string(),
  }),
  /** A stop condition was met: the run disarmed its faults and ended the load. */
  z.strictObject({ ...moment, kind: z.literal('stopped'), condition: Text, message: Text }),
  /** How many sagas had not reached an end, sampled from the first fault until none was left. */
  z.strictObject({ ...moment, kind: z.literal('backlog'), unfinished: Count }),
  /** The depths of the queues that feed functions, when the run stopped waiting for them and read the stores. */
  z.strictObject({
    ...moment,
    kind: z.literal('queues.read'),
    queues: z
      .array(z.strictObject({ name: Text, visible: Count, inFlight: Count, delayed: Count }))
      .min(1)
      .max(MAX_QUEUES),
  }),
  /**
   * The ages of stream records were read; `functions` is the number of functions that have received any since they were
   * deployed.
   */
  z.strictObject({ ...moment, kind: z.literal('iterator-ages.read'), functions: Count }),
  /** Age of the oldest stream record that a function received in the run, by its IteratorAge metric. Real milliseconds. */
  z.strictObject({
    ...moment,
    kind: z.literal('iterator-age'),
    function: Text,
    maximumMs: z.number().min(0).max(MAX_RECORD_AGE_MS),
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('alarm'),
    alarm: Text,
    from: AlarmState,
    to: AlarmState,
    reason: z.string(),
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('saga'),
    correlationId: Text,
    service: Text,
    /** The state that the service reached, such as PENDING, AUTHORISED or ROLLED_BACK. */
    state: Text,
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('drift.seeded'),
    faultId: Text,
    /** The reconcile rule that must find it. */
    rule: Text,
    key: z.string(),
    description: Text,
    /** Differences that other rules may find for the same reason, before or after the repair. */
    consequences: z.array(z.strictObject({ rule: Text, key: z.string() })),
    /** Every record that it changed, with its fields as snapshots hold them; null for no record. */
    writes: z
      .array(z.strictObject({ view: Text, key: z.string(), before: Fields.nullable(), after: Fields.nullable() }))
      .optional(),
  }),
  /** Drift that was still unrepaired at the end, and that the run undid. */
  z.strictObject({ ...moment, kind: z.literal('drift.undone'), faultId: Text, key: z.string() }),
  /** The stores were read, from the time that the snapshot itself has. */
  z.strictObject({ ...moment, kind: z.literal('snapshot'), name: SnapshotName, from: VirtualTime.optional() }),
  z.strictObject({
    ...moment,
    kind: z.literal('reconcile.began'),
    runId: Text,
    trigger: z.enum(['schedule', 'run-now', 'deploy']),
  }),
  z.strictObject({
    ...moment,
    kind: z.literal('reconcile.ended'),
    runId: Text,
    outcome: Outcome,
    /** As the reconciler logged them: the differences that this run found, including those that it repaired. */
    drift: Count,
    repaired: Count,
    /** How many of the differences its result does not list, because there are too many. Absent: none. */
    omitted: z.int().min(1).optional(),
  }),
  /** The mark that a sabotaged system leaves when its broken path is executed. */
  z.strictObject({ ...moment, kind: z.literal('sabotage.reached'), sabotage: Text, detail: Text }),
  /** A process gave no sign of life for a while: it was stopped, or too busy to answer. */
  z.strictObject({ ...moment, kind: z.literal('heartbeat-gap'), who: Text, fromMs: ElapsedMs, toMs: ElapsedMs }),
  /** The machine lacked something that the run needs. `worst` and `limit` are in the unit of what it lacked. */
  z.strictObject({
    ...moment,
    kind: z.literal('machine'),
    lacked: Lacked,
    fromMs: ElapsedMs,
    toMs: ElapsedMs,
    worst: z.number().min(0),
    limit: z.number().min(0),
  }),
  /** Which processes were watched during the run, and how many signs of life each gave. */
  z.strictObject({
    ...moment,
    kind: z.literal('heartbeats'),
    watched: z.array(z.strictObject({ who: Text, beats: Count })),
  }),
  z.strictObject({ ...moment, kind: z.literal('note'), text: Text }),
]);

export type AlarmState = z.infer<typeof AlarmState>;
export type RunEvent = z.infer<typeof RunEvent>;
