/** The properties of `ScheduledReconciler`, and what is accepted as each of them. */
import { type Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as z from 'zod';
import { mustBe } from '@evenkeel/chaos/schemas/mistakes';
import { ArgumentError, checkArguments, objectWith } from './props.ts';

export interface ScheduledReconcilerProps {
  /** Precedes every physical name, e.g. `shop-prod-`. */
  readonly prefix: string;
  /** CloudWatch namespace in which the handler publishes `ReconcileRuns` and `Drift`. */
  readonly metricNamespace: string;
  /** Exports a `handler` created with `createReconcileHandler` of `evenkeel/reconciler`; see `bundledEntry`. */
  readonly code: lambda.Code;
  /** `index.handler` by default. */
  readonly handler?: string;
  /** Added to the variables that the handler itself needs: LEDGER_TABLE, CONTROL_TABLE and the metrics' namespace. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long a run may take, 10 minutes by default and 11 at most: a run that is cut short continues in the next. */
  readonly timeout?: Duration;
  /** Memory of the function in MB, which also decides its share of CPU; 1024 by default. */
  readonly memoryMegabytes?: number;
  /** The network from which the function reaches stores without a public address, such as a database in private subnets. */
  readonly vpc?: ec2.IVpc;
  /** Subnets of `vpc`; its private ones by default. */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Security groups of the function in `vpc`; one of its own by default, which `connections` is for. */
  readonly securityGroups?: readonly ec2.ISecurityGroup[];
  /**
   * Concurrent executions that are reserved for the function; none by default, because an account with the limit of a new
   * one cannot reserve any. The lease keeps two runs from repairing at the same time either way.
   */
  readonly reservedConcurrency?: number;
  /**
   * `distributed` lets a state machine run the schedule: it splits rules that are too large for one function over workers,
   * and leaves the others to the function. `evenkeel reconcile --estimate` says which rules are too large. By default, one
   * function does everything.
   */
  readonly scale?: 'one-function' | 'distributed';
  /** The most workers of a distributed run that work at the same time; 16 by default. They share the read capacity of a view. */
  readonly maxConcurrency?: number;
  /** Rules that one function would read for longer than this many seconds are distributed; 240 by default. */
  readonly oneFunctionSeconds?: number;
  /** A schedule expression of EventBridge Scheduler, in UTC. Every full hour by default. */
  readonly schedule?: string;
  readonly logRetention: logs.RetentionDays;
  /**
   * What happens to the ledger, the control table and the log when the stack is deleted. Their names are fixed, so with
   * RETAIN a failed first deployment leaves tables behind that the next one finds taken: RETAIN_ON_UPDATE_OR_DELETE does not.
   */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection?: boolean;
  /** Runs when one of the alarms goes off, and when it recovers. */
  readonly alarmAction?: cloudwatch.IAlarmAction;
  /** Receives an event when a run leaves drift or reaches no conclusion. The account's default bus if absent. */
  readonly eventBus?: events.IEventBus;
  /** Receives the same events, and the alarms on drift, dead letters and two hours without a run. */
  readonly topic?: sns.ITopic;
  /**
   * Encrypts the ledger, which holds images of complete rows. By default the ledger is encrypted with the account's
   * AWS-managed key for DynamoDB, which costs nothing, rotates automatically, and whose uses CloudTrail records. With a
   * key of your own you decide who may decrypt, and disabling the key makes the images unreadable at once.
   */
  readonly encryptionKey?: kms.IKey;
  /** Days until repairs and their images expire from the ledger, after which they cannot be undone; 90 by default. */
  readonly ledgerDays?: number;
}

const retentionNames = Object.keys(logs.RetentionDays).filter((name) => Number.isNaN(Number(name)));

/** Shorter than the function that makes the first run waits for it. */
const MAX_SECONDS = 660;
/** A run is wound up ten seconds before its end. */
const MIN_SECONDS = 30;

const isDuration = (value: unknown): value is Duration =>
  typeof value === 'object' && value !== null && 'toSeconds' in value && typeof value.toSeconds === 'function';

const Props = z.strictObject({
  prefix: z.string().min(1),
  metricNamespace: z.string().min(1),
  code: objectWith(['bind'], 'a Code of aws-cdk-lib/aws-lambda, such as bundledEntry(file) returns'),
  handler: z.string().min(1).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  timeout: z
    .custom<Duration>(
      (value) => isDuration(value) && value.toSeconds() >= MIN_SECONDS && value.toSeconds() <= MAX_SECONDS,
      { error: mustBe(`a Duration of ${MIN_SECONDS} s to ${MAX_SECONDS / 60} minutes`) },
    )
    .optional(),
  memoryMegabytes: z.int().min(128).max(10_240).optional(),
  vpc: objectWith(['vpcId', 'selectSubnets'], 'an IVpc of aws-cdk-lib/aws-ec2').optional(),
  vpcSubnets: z.looseObject({}).optional(),
  securityGroups: z
    .array(objectWith(['securityGroupId'], 'an ISecurityGroup'))
    .min(1)
    .optional(),
  reservedConcurrency: z.int().min(1).optional(),
  scale: z.enum(['one-function', 'distributed']).optional(),
  maxConcurrency: z.int().min(1).max(10_000).optional(),
  oneFunctionSeconds: z.number().min(0).optional(),
  schedule: z
    .string()
    .refine((text) => Token.isUnresolved(text) || /^(rate|cron|at)\(.+\)$/.test(text), {
      error: mustBe('rate(...), cron(...) or at(...)'),
    })
    .optional(),
  logRetention: z.enum(logs.RetentionDays, {
    error: mustBe(`one of RetentionDays: ${retentionNames.join(', ')}`),
  }),
  removalPolicy: z.enum(RemovalPolicy),
  deletionProtection: z.boolean().optional(),
  alarmAction: objectWith(['bind'], 'an IAlarmAction, such as SnsAction').optional(),
  eventBus: objectWith(['eventBusArn', 'eventBusName'], 'an IEventBus').optional(),
  topic: objectWith(['topicArn'], 'an ITopic').optional(),
  encryptionKey: objectWith(['keyArn', 'grantEncryptDecrypt'], 'an IKey').optional(),
  ledgerDays: z.int().min(1).optional(),
} satisfies Record<keyof ScheduledReconcilerProps, z.ZodType>);

/** @throws ArgumentError that names every property that is wrong */
export function checkReconcilerProps(path: string, props: ScheduledReconcilerProps): void {
  const place = `ScheduledReconciler ${path}`;
  checkArguments(place, Props, props);
  if (props.vpc === undefined && (props.vpcSubnets !== undefined || props.securityGroups !== undefined)) {
    throw new ArgumentError(`${place}: vpcSubnets and securityGroups need vpc, the network that they are of`);
  }
}
