import * as z from 'zod';

/** What differs between the stages of the reference system. */
export const Stage = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]{1,15}$/),
  region: z.string(),
  /** Aurora wants subnets in at least two zones. Named here so that synthesis asks no account for them. */
  availabilityZones: z.array(z.string()).min(2),
  /** Whether faults may be armed: control tables, grants and the injector's switch exist only then. */
  chaos: z.boolean(),
  /** Who may call the API: the bearer of a token signed with the stage's secret, or an IAM principal. */
  authorisation: z.enum(['jwt', 'iam']),
  /** Whether stores outlive the stack, and refuse to be deleted. */
  retainStores: z.boolean(),
  logRetention: z.enum(['ONE_WEEK', 'ONE_MONTH', 'THREE_MONTHS', 'ONE_YEAR']),
  databaseBackupDays: z.int().min(1).max(35),
  /** Aurora capacity units; a minimum of 0 pauses an idle cluster. */
  databaseCapacity: z.strictObject({ min: z.number().min(0), max: z.number().min(1) }),
  /** Rolled back sagas a minute that no business refusal explains. */
  rollbacksPerMinute: z.int().min(1),
});

export type Stage = z.infer<typeof Stage>;

const dev: Stage = {
  name: 'dev',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  chaos: true,
  authorisation: 'jwt',
  retainStores: false,
  logRetention: 'ONE_WEEK',
  databaseBackupDays: 1,
  databaseCapacity: { min: 0, max: 2 },
  rollbacksPerMinute: 500,
};

const prod: Stage = {
  name: 'prod',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  chaos: false,
  authorisation: 'iam',
  retainStores: true,
  logRetention: 'THREE_MONTHS',
  databaseBackupDays: 14,
  databaseCapacity: { min: 0.5, max: 16 },
  rollbacksPerMinute: 500,
};

const stages = new Map([dev, prod].map((stage) => [stage.name, Stage.parse(stage)]));

export function stageNamed(name: string): Stage {
  const stage = stages.get(name);
  if (stage !== undefined) return stage;
  throw new Error(`No stage "${name}" in infra/stage.ts. Choose one of: ${[...stages.keys()].join(', ')}.`);
}

/** Stands in front of every physical name of the stage: `evenkeel-dev-`. */
export const prefixOf = (stage: Stage): string => `evenkeel-${stage.name}-`;

/** CloudWatch namespace of the stage's own metrics. */
export const metricNamespaceOf = (stage: Stage): string => `evenkeel-${stage.name}`;
