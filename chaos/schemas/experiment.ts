import * as z from 'zod';

/** Names that take part in correlation ids. */
export const Name = z.string().regex(/^[a-z0-9_]+$/, 'lower-case letters, digits and _ only');

/** A seed both k6 (doubles) and YAML carry without loss. */
export const Seed = z.int().min(0).max(0xffff_ffff);

/** How often a fault hits the same correlation id: `n` times, then lets the retry through; or every time. */
export const Attempts = z.union([z.int().min(1), z.literal('always')]);

/** A call on the system's front door that a user describes; `{{correlationId}}` and `{{iteration}}` stand for their values. */
export const Request = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
});

/** A stream of load operations of one journey, at a constant arrival rate. */
export const Scenario = z.strictObject({
  name: Name,
  journey: Name,
  request: Request.optional().describe('What the journey `request` sends; no other journey takes one.'),
  rate: z.number().positive().max(1000).describe('Iterations started per second.'),
});

/** A stretch of the run. Its faults are armed before it begins and released after its drain. All times are real seconds. */
export const Phase = z.strictObject({
  name: Name,
  seconds: z.number().positive().max(3600),
  drainSeconds: z
    .number()
    .min(0)
    .max(600)
    .default(0)
    .describe('Time without load after the phase, in which its sagas come to rest.'),
  scenarios: z.array(Scenario).min(1),
});

/** A fault aimed at the operations of one scenario, or at every call of a function that works for no single operation. */
export const LoadFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and - only'),
  fault: z.string().describe('Name of a registered fault, such as `exception`.'),
  scenario: Name.optional().describe(
    "Absent where the function it acts on serves no operation, such as the alarms' action.",
  ),
  rate: z.number().gt(0).max(1).default(1).describe("Share of the scenario's iterations that are hit, by the seed."),
  iterations: z
    .array(z.int().min(0))
    .min(1)
    .optional()
    .describe('The very iterations that are hit, in place of a share.'),
  attempts: Attempts.default('always'),
  leaseSeconds: z
    .number()
    .positive()
    .max(3600)
    .describe('Real seconds after which the fault ends by itself; longer than its phase and drain.'),
  stall: z
    .strictObject({
      secondsPerHit: z
        .number()
        .positive()
        .describe('Real seconds for which one hit holds its shard, all its attempts together.'),
      shards: z.int().min(1).default(1),
    })
    .optional()
    .describe('Must be stated where a hit holds up a stream: load x hit rate x seconds may not exceed 0.5 per shard.'),
  parameters: z.record(z.string(), z.json()).default({}),
});

/** Drift written straight into a store, on keys at rest, after the load has drained. */
export const DriftFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  fault: z.literal('store-drift'),
  parameters: z.record(z.string(), z.json()),
  count: z.int().min(1).max(1000),
});

export const ExpectedAlarm = z.strictObject({
  name: z.string().describe("Name of the alarm without the stage's prefix."),
  cause: z.string().describe('Id of the fault or drift that it must tell of.'),
  also: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Ids of further faults that make it fire: whichever hits first is its cause.'),
  withinSeconds: z
    .number()
    .positive()
    .describe("Virtual seconds to ALARM from its cause's first hit; for drift, from the judged reconcile run."),
  delaySeconds: z
    .number()
    .min(0)
    .optional()
    .describe(
      "Virtual seconds that may pass from a hit until the alarm's metric shows it, such as the time-out that ends it, times the clock's speed.",
    ),
  hitsToBreach: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Hits within one of its periods that make its datapoint breach: above 1 where its threshold counts more.',
    ),
  clears: z.boolean().default(true).describe('Whether it must be back in OK before the end.'),
});

/** What requests must be answered. */
export const ExpectedOutcome = z.strictObject({
  scenario: Name,
  hitBy: z.string().optional().describe('Id of the fault that hit them; absent: those that no fault hit.'),
  status: z
    .array(z.int().min(0).max(599))
    .min(1)
    .describe('HTTP statuses, one of which it must be; 0 stands for no answer.'),
});

/** A question to the system that is answered by yes or no. */
export const Probe = z.discriminatedUnion('probe', [
  z.strictObject({
    probe: z.literal('http'),
    path: z.string().startsWith('/').describe("Below the stage's URL."),
    status: z.array(z.int()).min(1).default([200]),
    withinMs: z.number().positive().max(30_000).default(1000),
  }),
  z.strictObject({
    probe: z.literal('metric'),
    namespace: z.string().optional().describe("The stage's own when absent."),
    name: z.string(),
    dimensions: z.record(z.string(), z.string()).default({}),
    statistic: z.enum(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount']).default('Sum'),
    overSeconds: z.int().min(60).default(300).describe('Virtual seconds looked back on.'),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  }),
  z
    .strictObject({ probe: z.literal('alarms'), names: z.array(z.string()).min(1).optional() })
    .describe('None of the named alarms, or of all of the stage, is in ALARM.'),
  z
    .strictObject({ probe: z.literal('reconcile-clean'), timeoutSeconds: z.number().positive().default(60) })
    .describe('A run of the reconciler, made for the question, finds nothing to repair.'),
  z
    .strictObject({ probe: z.literal('module'), file: z.string() })
    .describe("A module of the user's, relative to the experiment, whose default export is a `ProbeModule`."),
]);

/** What ends a run at once: its faults are disarmed and its load ends. */
export const StopCondition = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('alarm'), name: z.string() }),
  z.strictObject({
    when: z.literal('error-share'),
    above: z
      .number()
      .min(0)
      .lt(1)
      .describe("Share of the load's operations without an answer or with one of 500 and above."),
    overSeconds: z
      .number()
      .positive()
      .default(5)
      .describe('Real seconds looked back on, and how many operations there must be in them.'),
    least: z.int().min(1).default(20),
  }),
  z.strictObject({ when: z.literal('probe-fails'), probe: Probe, everySeconds: z.number().min(0.5).default(1) }),
]);

export const Experiment = z.strictObject({
  version: z.literal(1),
  name: Name,
  title: z.string().min(1),
  hypothesis: z.string().min(1),
  teaches: z.string().min(1).describe('What a reader learns of it, in a paragraph.'),
  system: z
    .enum(['commerce', 'own'])
    .default('commerce')
    .describe("Whether it runs on the commerce system, whose stores are known, or on one of the user's own."),
  minSpeed: z
    .number()
    .min(1)
    .default(1)
    .describe('The slowest virtual clock at which alarms and the hourly schedule fit the run.'),
  steadyState: z
    .strictObject({ before: z.array(Probe).min(1), after: z.array(Probe).min(1) })
    .describe('What must hold before anything is broken, or nothing is started; and again when all has come to rest.'),
  stopConditions: z.array(StopCondition).default([]),
  phases: z.array(Phase).min(1),
  faults: z.array(LoadFault).default([]),
  drift: z.array(DriftFault).default([]),
  reconcile: z
    .strictObject({
      by: z
        .enum(['schedule', 'run-now'])
        .describe("`schedule` waits for the hourly tick; `run-now` triggers the same schedule's target."),
      afterSeconds: z
        .number()
        .min(0)
        .default(0)
        .describe("Virtual seconds to let pass before the run is triggered, such as a rule's `stuckAfter`."),
      timeoutSeconds: z.number().positive().max(7200).describe('Real seconds to wait for the judged run to end.'),
    })
    .optional()
    .describe('Absent where no reconcile run is judged.'),
  expect: z
    .strictObject({ alarms: z.array(ExpectedAlarm).default([]), outcomes: z.array(ExpectedOutcome).default([]) })
    .prefault({}),
  budgets: z.strictObject({
    detectSeconds: z.number().positive().describe("Virtual seconds from a fault's first hit until its alarm."),
    rollbackSeconds: z
      .number()
      .positive()
      .describe('Real seconds from acceptance to rest of a saga that is rolled back.'),
    convergeSeconds: z
      .number()
      .positive()
      .describe('Virtual seconds from the end of the last faulty phase until no saga is unfinished.'),
    iteratorAgeMs: z
      .number()
      .positive()
      .default(60_000)
      .describe("Real milliseconds of age of a stream's records when a function gets them, at most (`IteratorAge`)."),
  }),
});

/** A game day: one virtual clock, experiments in order. */
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
      'Minute of the hour at which the virtual clock starts, so that the hourly tick falls where it is judged.',
    ),
  experiments: z.array(z.string()).min(1).describe('Experiment files, relative to the plan.'),
});

export type Attempts = z.infer<typeof Attempts>;
export type Scenario = z.infer<typeof Scenario>;
export type Phase = z.infer<typeof Phase>;
export type LoadFault = z.infer<typeof LoadFault>;
export type DriftFault = z.infer<typeof DriftFault>;
export type ExpectedAlarm = z.infer<typeof ExpectedAlarm>;
export type ExpectedOutcome = z.infer<typeof ExpectedOutcome>;
export type Request = z.infer<typeof Request>;
export type Probe = z.infer<typeof Probe>;
export type StopCondition = z.infer<typeof StopCondition>;
export type Experiment = z.infer<typeof Experiment>;
export type Plan = z.infer<typeof Plan>;
