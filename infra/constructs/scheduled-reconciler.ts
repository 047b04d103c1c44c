import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { DistributedRun } from './distributed-run.ts';
import { failureQueue } from './failure-queue.ts';
import { FirstRun } from './first-run.ts';
import { checkArguments } from './props.ts';
import { checkReconcilerProps, type ScheduledReconcilerProps } from './scheduled-reconciler-props.ts';
import { ScheduledInvocation } from './scheduled-invocation.ts';
import { ServiceFunction } from './service-function.ts';
import { serviceTable, tableActions } from './service-table.ts';
import { MINUTE, thresholdAlarm } from './threshold-alarm.ts';

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
    checkReconcilerProps(this.node.path, props);
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
      // In the same security groups, so that what lets the function in lets its workers in.
      ...(props.vpc !== undefined && {
        network: {
          vpc: props.vpc,
          vpcSubnets: props.vpcSubnets,
          securityGroups: this.run.function.connections.securityGroups,
        },
      }),
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
