import * as z from 'zod';

/** Names that take part in correlation ids. */
export const Name = z.string().regex(/^[a-z0-9_]+$/, 'lower-case letters, digits and _ only');

/** A seed both k6 (doubles) and YAML carry without loss. */
export const Seed = z.int().min(0).max(0xffff_ffff);

/** How often a fault hits the same correlation id: `n` times, then lets the retry through; or every time. */
export const Attempts = z.union([z.int().min(1), z.literal('always')]);

/** A stream of load operations of one journey, at a constant arrival rate. */
export const Scenario = z.strictObject({
  name: Name,
  journey: Name,
  /** Iterations started per second. */
  rate: z.number().positive().max(1000),
});

/** A stretch of the run. Its faults are armed before it begins and released after its drain. All times are real seconds. */
export const Phase = z.strictObject({
  name: Name,
  seconds: z.number().positive().max(3600),
  /** Time without load after the phase, in which its sagas come to rest. */
  drainSeconds: z.number().min(0).max(600).default(0),
  scenarios: z.array(Scenario).min(1),
});

/** A fault aimed at the operations of one scenario. */
export const LoadFault = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Name of a registered fault, such as `exception`. */
  fault: z.string(),
  scenario: Name,
  rate: z.number().gt(0).max(1),
  attempts: Attempts.default('always'),
  /** Real seconds after which the fault ends by itself; longer than its phase and drain. */
  leaseSeconds: z.number().positive().max(3600),
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
  /** Name of the alarm without the stage's prefix. */
  name: z.string(),
  /** Id of the fault or drift that it must tell of. */
  cause: z.string(),
  /** Virtual seconds to ALARM from the fault's first hit; for drift, from the start of the judged reconcile run. */
  withinSeconds: z.number().positive(),
  /** Whether it must be back in OK before the end. */
  clears: z.boolean().default(true),
});

export const Experiment = z.strictObject({
  version: z.literal(1),
  name: Name,
  title: z.string().min(1),
  hypothesis: z.string().min(1),
  /** The slowest virtual clock at which alarms and the hourly schedule fit the run. */
  minSpeed: z.number().min(1).default(1),
  phases: z.array(Phase).min(1),
  faults: z.array(LoadFault).default([]),
  drift: z.array(DriftFault).default([]),
  reconcile: z.strictObject({
    /** `schedule` waits for the hourly tick; `run-now` triggers the same schedule's target. */
    by: z.enum(['schedule', 'run-now']),
    /** Real seconds to wait for the judged run to end. */
    timeoutSeconds: z.number().positive().max(7200),
  }),
  expect: z.strictObject({ alarms: z.array(ExpectedAlarm).default([]) }),
  budgets: z.strictObject({
    /** Virtual seconds from a fault's first hit until its alarm. */
    detectSeconds: z.number().positive(),
    /** Real seconds from acceptance to rest of a saga that is rolled back. */
    rollbackSeconds: z.number().positive(),
    /** Virtual seconds from the end of the last faulty phase until no saga is unfinished. */
    convergeSeconds: z.number().positive(),
  }),
});

/** A game day: one virtual clock, experiments in order. */
export const Plan = z.strictObject({
  version: z.literal(1),
  name: Name,
  title: z.string().min(1),
  seed: Seed,
  speed: z.number().min(1).max(60),
  /** Minute of the hour at which the virtual clock starts, so that the hourly tick falls where it is judged. */
  startMinute: z.int().min(0).max(59),
  /** Experiment files, relative to the plan. */
  experiments: z.array(z.string()).min(1),
});

export type Attempts = z.infer<typeof Attempts>;
export type Scenario = z.infer<typeof Scenario>;
export type Phase = z.infer<typeof Phase>;
export type LoadFault = z.infer<typeof LoadFault>;
export type DriftFault = z.infer<typeof DriftFault>;
export type ExpectedAlarm = z.infer<typeof ExpectedAlarm>;
export type Experiment = z.infer<typeof Experiment>;
export type Plan = z.infer<typeof Plan>;
