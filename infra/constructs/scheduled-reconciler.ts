import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { mustBe } from '@evenkeel/chaos/schemas/mistakes';
import { DistributedRun } from './distributed-run.ts';
import { failureQueue } from './failure-queue.ts';
import { FirstRun } from './first-run.ts';
import { ArgumentError, checkArguments, objectWith } from './props.ts';
import { ScheduledInvocation } from './scheduled-invocation.ts';
import { ServiceFunction } from './service-function.ts';
import { serviceTable, tableActions } from './service-table.ts';
import { MINUTE, thresholdAlarm } from './threshold-alarm.ts';

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

/** As the reconciler's own default. */
const ONE_FUNCTION_SECONDS = 240;

const workersOf = ({ maxConcurrency = 16 }: ScheduledReconcilerProps): number => maxConcurrency;

const texts = z.array(z.string());
const Grant = z.object({ actions: texts, resources: texts });

/**
 * A reconciler that runs every hour, and once when it is deployed: its function, the ledger of its repairs, the table of its lease and checkpoint,
 * a schedule with retries and a dead-letter queue, and alarms on drift, on runs that were given up, and on two hours
 * without a run. Grant the function what it may read and repair with `allow`.
 *
 * @example
 * const reconciler = new ScheduledReconciler(this, 'Reconciler', {
 *   prefix: 'shop-prod-',
 *   metricNamespace: 'shop-prod',
 *   code: bundledEntry('reconciler/run.ts'),
 *   logRetention: logs.RetentionDays.THREE_MONTHS,
 *   removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
 * });
 * reconciler.allow(['dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:PutItem'], [prices.tableArn]);
 *
 * @example
 * // a PostgreSQL database in private subnets
 * const reconciler = new ScheduledReconciler(this, 'Reconciler', { ...props, vpc, memoryMegabytes: 2048 });
 * database.connections.allowDefaultPortFrom(reconciler);
 */
export class ScheduledReconciler extends Construct implements ec2.IConnectable {
  readonly run: ServiceFunction;
  /** Reads one part of a store at a time, and the state machine that runs it; set if the reconciler is distributed. */
  readonly distributed: { readonly worker: ServiceFunction; readonly run: DistributedRun } | undefined;
  readonly ledger: dynamodb.Table;
  readonly control: dynamodb.Table;
  readonly deadLetters: sqs.Queue;
  /** Goes off when no run has completed for two hours. It is created after the first run, so it does not begin in ALARM. */
  readonly deadManAlarm: cloudwatch.Alarm;
  /**
   * The run that each deployment of the reconciler makes. Let it depend on what the rules need beside the tables of the
   * stack, such as a migration: `reconciler.firstRun.node.addDependency(migration)`.
   */
  readonly firstRun: Construct;

  /** For the rules of security groups; only with `vpc`. */
  get connections(): ec2.Connections {
    return this.run.function.connections;
  }

  constructor(scope: Construct, id: string, props: ScheduledReconcilerProps) {
    super(scope, id);
    checkArguments(`ScheduledReconciler ${this.node.path}`, Props, props);
    if (props.vpc === undefined && (props.vpcSubnets !== undefined || props.securityGroups !== undefined)) {
      throw new ArgumentError(
        `ScheduledReconciler ${this.node.path}: vpcSubnets and securityGroups need vpc, the network that they are of`,
      );
    }
    const retention = { removalPolicy: props.removalPolicy, deletionProtection: props.deletionProtection ?? false };
    this.ledger = serviceTable(this, 'Ledger', {
      tableName: `${props.prefix}reconciler-ledger`,
      partitionKey: 'runId',
      sortKey: 'operationId',
      expires: true,
      encryptionKey: props.encryptionKey,
      ...retention,
    });
    this.control = serviceTable(this, 'Control', {
      tableName: `${props.prefix}reconciler-control`,
      partitionKey: 'name',
      expires: true,
      ...retention,
    });
    this.deadLetters = failureQueue(this, 'DeadLetters', { queueName: `${props.prefix}reconcile-dead-letters` });
    this.run = this.#function(props);
    this.distributed = props.scale === 'distributed' ? this.#distributed(props) : undefined;
    new ScheduledInvocation(this, 'Hourly', {
      scheduleName: `${props.prefix}reconcile`,
      expression: props.schedule ?? 'cron(0 * * * ? *)',
      target: this.distributed?.run.scheduleTarget ?? this.run.scheduleTarget,
      input: { trigger: 'schedule' },
      retries: 3,
      maximumAge: Duration.minutes(30),
      deadLetters: this.deadLetters,
    });
    this.deadManAlarm = this.#alarms(props);
    this.firstRun = new FirstRun(this, 'FirstRun', {
      functionName: `${props.prefix}reconciler-first-run`,
      reconciler: this.run,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.firstRun.node.addDependency(this.ledger, this.control);
    this.deadManAlarm.node.addDependency(this.firstRun);
    if (props.topic !== undefined) this.#forwardEvents(props.eventBus, props.topic);
  }

  /** Grants the function what its rules need: to read stores, repair them, or call the services that own them. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    checkArguments('ScheduledReconciler.allow(actions, resources)', Grant, { actions, resources });
    this.run.allow(actions, resources);
    this.distributed?.worker.allow(actions, resources);
  }

  #function(props: ScheduledReconcilerProps): ServiceFunction {
    const run = new ServiceFunction(this, 'Run', {
      functionName: `${props.prefix}reconciler-run`,
      code: props.code,
      ...(props.handler === undefined ? {} : { handler: props.handler }),
      environment: this.#environment(props),
      timeout: props.timeout ?? Duration.minutes(10),
      memoryMegabytes: props.memoryMegabytes ?? 1024,
      ...(props.vpc !== undefined && {
        network: { vpc: props.vpc, vpcSubnets: props.vpcSubnets, securityGroups: props.securityGroups },
      }),
      reservedConcurrency: props.reservedConcurrency,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    run.allow(tableActions(['DescribeTable', 'PutItem', 'UpdateItem', 'Query']), [this.ledger.tableArn]);
    run.allow(tableActions(['DescribeTable', 'ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']), [
      this.control.tableArn,
    ]);
    const bus = { service: 'events', resource: 'event-bus', resourceName: 'default' };
    run.allow(['events:PutEvents'], [props.eventBus?.eventBusArn ?? Stack.of(this).formatArn(bus)]);
    props.encryptionKey?.grantEncryptDecrypt(run.function);
    run.alias.configureAsyncInvoke({
      onFailure: new SqsDestination(this.deadLetters),
      retryAttempts: 2,
      maxEventAge: Duration.minutes(30),
    });
    return run;
  }

  #environment(props: ScheduledReconcilerProps): Readonly<Record<string, string>> {
    return {
      ...props.environment,
      LEDGER_TABLE: this.ledger.tableName,
      CONTROL_TABLE: this.control.tableName,
      POWERTOOLS_METRICS_NAMESPACE: props.metricNamespace,
      EVENT_BUS: props.eventBus?.eventBusName ?? 'default',
      ...(props.scale === 'distributed' && { DISTRIBUTED_WORKERS: String(workersOf(props)) }),
      ...(props.ledgerDays === undefined ? {} : { LEDGER_DAYS: String(props.ledgerDays) }),
    };
  }

  #distributed(props: ScheduledReconcilerProps): { readonly worker: ServiceFunction; readonly run: DistributedRun } {
    const worker = new ServiceFunction(this, 'Worker', {
      functionName: `${props.prefix}reconciler-worker`,
      code: props.code,
      ...(props.handler === undefined ? {} : { handler: props.handler }),
      environment: this.#environment(props),
      timeout: Duration.minutes(15),
      memoryMegabytes: 1024,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    worker.allow(tableActions(['GetItem', 'PutItem']), [this.control.tableArn]);
    const run = new DistributedRun(this, 'Distributed', {
      stateMachineName: `${props.prefix}reconcile`,
      coordinator: this.run.alias as lambda.IFunction,
      worker: worker.alias as lambda.IFunction,
      maxConcurrency: workersOf(props),
      oneFunctionSeconds: props.oneFunctionSeconds ?? ONE_FUNCTION_SECONDS,
    });
    thresholdAlarm(this, 'DistributedFailed', {
      alarmName: `${props.prefix}reconcile-executions`,
      description: 'A distributed reconcile run failed. The history of its execution says in which state, and why.',
      metric: run.stateMachine.metricFailed({ statistic: 'Sum', period: MINUTE }),
      threshold: 1,
      action: props.alarmAction,
    });
    return { worker, run };
  }

  /** Forwards the function's events to the topic. */
  #forwardEvents(bus: events.IEventBus | undefined, topic: sns.ITopic): void {
    new events.Rule(this, 'Events', {
      ...(bus === undefined ? {} : { eventBus: bus }),
      description: 'Drift that a reconcile run left, and runs without a conclusion',
      eventPattern: { source: ['evenkeel.reconciler'] },
      targets: [new SnsTopic(topic)],
    });
  }

  #alarms(props: ScheduledReconcilerProps): cloudwatch.Alarm {
    const metric = (metricName: string, period: Duration) =>
      new cloudwatch.Metric({ namespace: props.metricNamespace, metricName, statistic: 'Sum', period });
    const action = props.alarmAction;
    const drift = thresholdAlarm(this, 'Drift', {
      alarmName: `${props.prefix}drift`,
      description:
        'A reconcile run left drift behind. Its log line names the rules; `evenkeel reconcile` shows the differences.',
      metric: metric('Drift', MINUTE),
      threshold: 1,
      action,
    });
    const deadLetters = thresholdAlarm(this, 'DeadLettersDepth', {
      alarmName: `${props.prefix}reconcile-dead-letters`,
      description: 'A scheduled reconcile run was given up. The queue holds the invocation and the reason.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: MINUTE }),
      threshold: 1,
      action,
    });
    const deadMan = thresholdAlarm(this, 'NoReconcile', {
      alarmName: `${props.prefix}no-reconcile`,
      description:
        'No reconcile run has completed for two hours, so drift goes unnoticed. Check the schedule and its dead letters.',
      metric: metric('ReconcileRuns', Duration.hours(1)),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 2,
      missing: cloudwatch.TreatMissingData.BREACHING,
      action,
    });
    if (props.topic !== undefined) {
      const notify = new SnsAction(props.topic);
      for (const alarm of [drift, deadLetters, deadMan]) {
        alarm.addAlarmAction(notify);
        alarm.addOkAction(notify);
      }
    }
    return deadMan;
  }
}
