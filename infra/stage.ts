import * as z from 'zod';

/** What differs between the stages of the reference system. */
export const Stage = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]{1,15}$/),
  region: z.string(),
  /** Aurora needs subnets in at least two zones. They are named here so that synthesis needs no account. */
  availabilityZones: z.array(z.string()).min(2),
  /** Whether faults may be armed. Otherwise there are no control tables, grants or switches for them. */
  chaos: z.boolean(),
  /** Who may call the API: bearers of a token signed with the stage's secret, or IAM principals. */
  authorisation: z.enum(['jwt', 'iam']),
  /** Whether stores are kept when the stack is deleted. */
  retainStores: z.boolean(),
  /**
   * Whether stacks and stores refuse to be deleted. A first deployment goes without, because one that fails must delete
   * what it made: its names are fixed, so the next attempt would find them taken.
   */
  protectStores: z.boolean(),
  logRetention: z.enum(['ONE_WEEK', 'ONE_MONTH', 'THREE_MONTHS', 'ONE_YEAR']),
  databaseBackupDays: z.int().min(1).max(35),
  /** Aurora capacity units; a minimum of 0 pauses an idle cluster. */
  databaseCapacity: z.strictObject({ min: z.number().min(0), max: z.number().min(1) }),
  /**
   * Whether functions that would overload a store, or need not run twice, reserve their concurrency. AWS keeps 100
   * executions of an account unreserved, so an account with the limit of a new one, 10 or 50, rejects every reservation.
   */
  reserveConcurrency: z.boolean().default(false),
  /** The alarm on rollbacks goes off at this many per minute; business refusals stay below it. */
  rollbacksPerMinute: z.int().min(1),
  /**
   * Whether functions leave traces: with `otlp`, each saga is one trace. Functions send it to CloudWatch, which takes it if
   * the account has Transaction Search, or to `collector`.
   */
  tracing: z.enum(['off', 'otlp']).default('off'),
  /** URL of a collector of OTLP/HTTP, to which `/v1/traces` is added. */
  collector: z.url().optional(),
  /**
   * How a new version of a function that receives requests or records gets its traffic: all at once; 10 % of it for five
   * minutes, then the rest; or 10 % more each minute.
   */
  release: z.enum(['all-at-once', 'canary', 'linear']),
});

export type Stage = z.infer<typeof Stage>;

const dev: z.input<typeof Stage> = {
  name: 'dev',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  chaos: true,
  authorisation: 'jwt',
  retainStores: false,
  protectStores: false,
  logRetention: 'ONE_WEEK',
  databaseBackupDays: 1,
  databaseCapacity: { min: 0, max: 2 },
  rollbacksPerMinute: 500,
  tracing: 'otlp',
  release: 'all-at-once',
};

const qa: z.input<typeof Stage> = {
  name: 'qa',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  chaos: false,
  authorisation: 'jwt',
  retainStores: false,
  protectStores: false,
  logRetention: 'ONE_MONTH',
  databaseBackupDays: 1,
  databaseCapacity: { min: 0, max: 2 },
  rollbacksPerMinute: 500,
  release: 'linear',
};

const prod: z.input<typeof Stage> = {
  name: 'prod',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  chaos: false,
  authorisation: 'iam',
  retainStores: true,
  protectStores: true,
  logRetention: 'THREE_MONTHS',
  databaseBackupDays: 14,
  databaseCapacity: { min: 0.5, max: 16 },
  rollbacksPerMinute: 500,
  release: 'canary',
};

const stages = new Map([dev, qa, prod].map((stage) => [stage.name, Stage.parse(stage)]));

/** @throws if there is no such stage */
export function stageNamed(name: string): Stage {
  const stage = stages.get(name);
  if (stage !== undefined) return stage;
  throw new Error(`there is no stage "${name}"; choose one of: ${[...stages.keys()].join(', ')}`);
}

/** Precedes every physical name of the stage: `evenkeel-dev-`. */
export const prefixOf = (stage: Stage): string => `evenkeel-${stage.name}-`;

/** The environment variables with which a function of the stage traces; none if it does not. */
export const tracingVariables = ({ tracing, collector }: Stage): Record<string, string> =>
  tracing === 'off'
    ? {}
    : { TRACING: tracing, ...(collector !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: collector }) };

/** CloudWatch namespace of the stage's own metrics. */
export const metricNamespaceOf = (stage: Stage): string => `evenkeel-${stage.name}`;
