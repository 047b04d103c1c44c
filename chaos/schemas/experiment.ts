import * as z from 'zod';

/** A name that becomes part of correlation ids. */
export const Name = z.string().regex(/^[a-z0-9_]+$/, 'must consist of lower-case letters, digits and _');

/** A seed that both k6 (doubles) and YAML represent exactly. */
export const Seed = z.int().min(0).max(0xffff_ffff);

/** How often a fault hits the same correlation id: `n` times, so that a later retry succeeds, or always. */
export const Attempts = z.union([z.int().min(1), z.literal('always')]);

/** A request to the system's API. `{{correlationId}}` and `{{iteration}}` are replaced by their values. */
export const Request = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
});

/** A region of a system that has two: the one with the masters, or the other one. */
export const RegionRole = z.enum(['home', 'other']);

/** A series of load operations that all run one journey, at a constant arrival rate. */
export const Scenario = z.strictObject({
  name: Name,
  journey: Name,
  request: Request.optional().describe('What the journey `request` sends. No other journey has this field.'),
  rate: z.number().positive().max(1000).describe('Iterations started per second.'),
  near: RegionRole.optional().describe(
    'In a system of two regions: the region closest to the customers who send it. Absent: the home region.',
  ),
});

/** A part of the run. Its faults are armed before it begins and released after its drain. Times are real seconds. */
export const Phase = z.strictObject({
  name: Name,
  seconds: z.number().positive().max(3600),
  drainSeconds: z
    .number()
    .min(0)
    .max(600)
    .default(0)
    .describe('Real seconds without load after the phase, in which its sagas reach their ends.'),
  scenarios: z.array(Scenario).min(1),
});

/** A fault that hits operations of one scenario, or every call of a function that serves no particular operation. */
export const LoadFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'must consist of lower-case letters, digits and -'),
  fault: z.string().describe('Name of a registered fault, such as `exception`.'),
  scenario: Name.optional().describe(
    'The scenario whose operations it hits. Absent for a function that serves no operation, such as the one that alarms invoke.',
  ),
  rate: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe("Share of the scenario's iterations that it hits. The seed decides which."),
  iterations: z
    .array(z.int().min(0))
    .min(1)
    .optional()
    .describe('The exact iterations that it hits, instead of a share.'),
  attempts: Attempts.default('always'),
  leaseSeconds: z
    .number()
    .positive()
    .max(3600)
    .describe('Real seconds after which the fault ends by itself. Must be longer than its phase and drain.'),
  stall: z
    .strictObject({
      secondsPerHit: z
        .number()
        .positive()
        .describe('Real seconds for which one hit, with all its attempts, blocks its shard.'),
      shards: z.int().min(1).default(1),
    })
    .optional()
    .describe('Required when a hit blocks a stream: load x hit rate x seconds must not exceed 0.5 per shard.'),
  parameters: z.record(z.string(), z.json()).default({}),
});

/** Drift that the run writes directly into a store, on keys at rest, after the load has drained. */
export const DriftFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'must consist of lower-case letters, digits and -'),
  fault: z.literal('store-drift'),
  parameters: z.record(z.string(), z.json()),
  count: z.int().min(1).max(1000),
});

/** A fault of a region, or between two regions, for as long as a phase and its drain last. */
export const RegionFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'must consist of lower-case letters, digits and -'),
  fault: z
    .enum(['region-lost', 'replication-paused'])
    .describe(
      '`region-lost`: the region answers neither customers nor health checks, and nothing is replicated to or from it. `replication-paused`: no write reaches the other region.',
    ),
  phase: Name.describe('It begins with this phase, and ends when the phase has drained.'),
  region: RegionRole.default('home').describe('The region that is lost.'),
});

export const ExpectedAlarm = z.strictObject({
  name: z.string().describe("Name of the alarm without the stage's prefix."),
  cause: z.string().describe('Id of the fault or drift that makes it fire.'),
  also: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Ids of further faults that make it fire. The first one to hit is its cause.'),
  withinSeconds: z
    .number()
    .positive()
    .describe(
      "Virtual seconds until ALARM, counted from its cause's first hit; for drift, from the judged reconcile run.",
    ),
  delaySeconds: z
    .number()
    .min(0)
    .optional()
    .describe(
      "Virtual seconds that may pass until the alarm's metric shows a hit, such as the function's timeout times the clock's speed.",
    ),
  hitsToBreach: z
    .int()
    .min(1)
    .optional()
    .describe('How many hits in one period make its datapoint breach. More than 1 if its threshold is higher.'),
  clears: z.boolean().default(true).describe('Whether it must return to OK before the run ends.'),
});

const Status = z
  .int()
  .min(0)
  .max(599)
  .refine((status) => status === 0 || status >= 100, {
    error: 'must be an HTTP status from 100 to 599, or 0 for no answer',
  });

/** The answer that requests must get. */
export const ExpectedOutcome = z.strictObject({
  scenario: Name,
  hitBy: z.string().optional().describe('Id of the fault that hit them. Absent: the requests that no fault hit.'),
  status: z.array(Status).min(1).describe('The HTTP statuses that are allowed; 0 means no answer.'),
  end: z
    .string()
    .optional()
    .describe(
      "The end of their sagas, as the system's definition names it, or `none` for requests that start no saga. Absent: it follows from the definition, which says nothing about the journey `request`.",
    ),
});

/** A yes-or-no question to the system. */
export const Probe = z.discriminatedUnion('probe', [
  z.strictObject({
    probe: z.literal('http'),
    path: z.string().startsWith('/').describe("Path below the stage's URL."),
    status: z.array(z.int()).min(1).default([200]),
    contains: z
      .string()
      .min(1)
      .optional()
      .describe('A text that the body must contain, such as `"id"`: a list may be answered in time, and be empty.'),
    withinMs: z.number().positive().max(30_000).default(1000),
  }),
  z.strictObject({
    probe: z.literal('metric'),
    namespace: z.string().optional().describe("Default: the stage's own namespace."),
    name: z.string(),
    dimensions: z.record(z.string(), z.string()).default({}),
    statistic: z.enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount']).default('Sum'),
    overSeconds: z.int().min(60).default(300).describe('Length of the window before now, in virtual seconds.'),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  }),
  z
    .strictObject({ probe: z.literal('alarms'), names: z.array(z.string()).min(1).optional() })
    .describe('None of these alarms is in ALARM; without `names`, no alarm of the stage.'),
  z
    .strictObject({ probe: z.literal('reconcile-clean'), timeoutSeconds: z.number().positive().default(60) })
    .describe('A reconcile run, started by the probe, finds nothing to repair.'),
  z
    .strictObject({ probe: z.literal('module'), file: z.string() })
    .describe('Path of your own module, relative to the experiment. Its default export is a `ProbeModule`.'),
]);

/** A condition that ends the run at once: its faults are disarmed and its load ends. */
export const StopCondition = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('alarm'), name: z.string() }),
  z.strictObject({
    when: z.literal('error-share'),
    above: z
      .number()
      .min(0)
      .lt(1)
      .describe("Share of the load's operations that got no answer or status 500 and above."),
    overSeconds: z.number().positive().default(5).describe('Length of the window before now, in real seconds.'),
    least: z.int().min(1).default(20).describe('The condition needs at least this many operations in the window.'),
  }),
  z.strictObject({ when: z.literal('probe-fails'), probe: Probe, everySeconds: z.number().min(0.5).default(1) }),
]);

export const Experiment = z.strictObject({
  version: z.literal(1),
  name: Name,
  title: z.string().min(1),
  hypothesis: z.string().min(1),
  teaches: z.string().min(1).optional().describe('What a reader learns from it, in a paragraph.'),
  system: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Path of the system's definition, relative to the experiment. Absent: the `evenkeel.system.ts` in the experiment's folder or the nearest folder above it. `none`: judge answers, faults and alarms only.",
    ),
  minSpeed: z
    .number()
    .min(1)
    .default(1)
    .describe('The lowest speed of the virtual clock at which the alarms and the hourly schedule fit into the run.'),
  minSpeedReason: z.string().min(1).optional().describe('What takes too long at a lower speed.'),
  steadyState: z
    .strictObject({ before: z.array(Probe).min(1), after: z.array(Probe).min(1) })
    .describe(
      'Probes that must hold before the run, or it does not start, and again when all sagas have reached their ends.',
    ),
  stopConditions: z.array(StopCondition).default([]),
  phases: z.array(Phase).min(1),
  faults: z.array(LoadFault).default([]),
  drift: z.array(DriftFault).default([]),
  regionFaults: z
    .array(RegionFault)
    .min(1)
    .optional()
    .describe('Faults of a system of two regions, which only a game day of two regions can play.'),
  reconcile: z
    .strictObject({
      by: z
        .enum(['schedule', 'run-now'])
        .describe("`schedule` waits for the hourly run; `run-now` invokes the schedule's target at once."),
      afterSeconds: z
        .number()
        .min(0)
        .default(0)
        .describe("Virtual seconds to wait before the run is triggered, such as a rule's `stuckAfter`."),
      timeoutSeconds: z.number().positive().max(7200).describe('Real seconds to wait until the judged run has ended.'),
    })
    .optional()
    .describe('The reconcile run that is judged. Absent: none is.'),
  expect: z
    .strictObject({
      alarms: z.array(ExpectedAlarm).default([]),
      unlistedAlarms: z
        .enum(['fail', 'ignore'])
        .optional()
        .describe('What it means that an alarm fires that is not listed; `fail` by default.'),
      outcomes: z.array(ExpectedOutcome).default([]),
    })
    .prefault({}),
  drill: z
    .boolean()
    .optional()
    .describe(
      'Whether the run, at its end, makes each alarm that has not fired yet fire and clear once, by writing to its metric or its log.',
    ),
  budgets: z.strictObject({
    detectSeconds: z.number().positive().describe("Maximum virtual seconds from a fault's first hit to its alarm."),
    rollbackSeconds: z
      .number()
      .positive()
      .describe('Maximum real seconds from the acceptance of a request until its saga is rolled back.'),
    convergeSeconds: z
      .number()
      .positive()
      .describe('Maximum virtual seconds from the end of the last phase with faults until no saga is unfinished.'),
    iteratorAgeMs: z
      .number()
      .positive()
      .default(60_000)
      .describe('Maximum age of a stream record when a function receives it, in real milliseconds (`IteratorAge`).'),
  }),
});

export type Attempts = z.infer<typeof Attempts>;
export type Scenario = z.infer<typeof Scenario>;
export type Phase = z.infer<typeof Phase>;
export type LoadFault = z.infer<typeof LoadFault>;
export type RegionRole = z.infer<typeof RegionRole>;
export type RegionFault = z.infer<typeof RegionFault>;
export type DriftFault = z.infer<typeof DriftFault>;
export type ExpectedAlarm = z.infer<typeof ExpectedAlarm>;
export type ExpectedOutcome = z.infer<typeof ExpectedOutcome>;
export type Request = z.infer<typeof Request>;
export type Probe = z.infer<typeof Probe>;
export type StopCondition = z.infer<typeof StopCondition>;
export type Experiment = z.infer<typeof Experiment>;
