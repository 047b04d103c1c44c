import { mistakesOf, wording } from '@evenkeel/chaos/schemas/mistakes';
import * as z from 'zod';
import { foreignZones, Region } from './region.ts';
import { SettingsError, settingsError } from './settings-error.ts';

/** The second region of a stage, and the name under which customers find the nearer of the two that works. */
const Pair = z.strictObject({
  region: Region,
  availabilityZones: z.array(z.string()).min(2),
  /** Name of the API in both regions: `api.example.com`. */
  domainName: z.string(),
  /** The hosted zone with the name's records, which belongs to no stage. */
  hostedZone: z.strictObject({ id: z.string(), name: z.string() }),
});

/** What differs between the stages of the reference system. */
const Members = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]{1,15}$/),
  region: Region,
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
  /**
   * Makes a second system in another region, whole and independent. The stage's own region becomes the home region: it
   * holds the masters. A stage has it from its first deployment on: CloudFormation turns no table into a global one.
   */
  pair: Pair.optional(),
});

/** Of members that fit their types, what does not fit together. */
const Stage = Members.superRefine(({ region, availabilityZones, pair }, context) => {
  const refuseForeign = (zones: readonly string[], of: string, ...path: readonly string[]): void => {
    const [foreign] = foreignZones(of, zones);
    if (foreign === undefined) return;
    const message = `must be zones of ${of}, such as ${of}a, not ${foreign}`;
    context.addIssue({ code: 'custom', path: [...path, 'availabilityZones'], message });
  };
  refuseForeign(availabilityZones, region);
  if (pair === undefined) return;
  refuseForeign(pair.availabilityZones, pair.region, 'pair');
  if (pair.region !== region) return;
  const message = `must be another region than that of the stage, ${region}`;
  context.addIssue({ code: 'custom', path: ['pair', 'region'], message });
});

export type Stage = z.infer<typeof Stage>;

/** A stage in one of its regions. */
export interface PlacedStage extends Stage {
  /** The region with the masters. */
  readonly home: string;
}

/** The stage in its own region, and in that of its pair if it has one. */
export function placesOf(stage: Stage): { readonly home: PlacedStage; readonly other?: PlacedStage } {
  const home = { ...stage, home: stage.region };
  if (stage.pair === undefined) return { home };
  const { region, availabilityZones } = stage.pair;
  return { home, other: { ...home, region, availabilityZones } };
}

export const isHome = ({ region, home }: PlacedStage): boolean => region === home;

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

/** `dev` in two regions. The name is reserved for examples: set your own before you deploy it. */
const duo: z.input<typeof Stage> = {
  ...dev,
  name: 'duo',
  pair: {
    region: 'eu-west-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    domainName: 'api.shop.example.com',
    hostedZone: { id: 'Z0000000000000EXAMPLE', name: 'shop.example.com' },
  },
};

const stages = [dev, qa, prod, duo];

/**
 * @throws SettingsError with every mistake in a stage
 *
 * @internal
 */
export function readStage(given: z.input<typeof Stage>): Stage {
  const parsed = Stage.safeParse(given, wording);
  if (parsed.success) return parsed.data;
  throw settingsError(`stage ${given.name} in infra/stage.ts`, mistakesOf(parsed.error.issues));
}

export const isStage = (name: string): boolean => stages.some((stage) => stage.name === name);

/** @throws SettingsError if there is no such stage, or it has mistakes */
export function stageNamed(name: string): Stage {
  const stage = stages.find((each) => each.name === name);
  if (stage !== undefined) return readStage(stage);
  throw new SettingsError(`there is no stage "${name}"; choose one of: ${stages.map((each) => each.name).join(', ')}`);
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
