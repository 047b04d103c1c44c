import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';
import { ScheduledInvocation } from './scheduled-invocation.ts';
import { ServiceFunction } from './service-function.ts';
import { serviceTable, tableActions } from './service-table.ts';
import { MINUTE, thresholdAlarm } from './threshold-alarm.ts';

export interface ScheduledReconcilerProps {
  /** Stands in front of every physical name, e.g. `shop-prod-`. */
  readonly prefix: string;
  /** CloudWatch namespace in which the handler publishes `ReconcileRuns` and `Drift`. */
  readonly metricNamespace: string;
  /** Exports a `handler` made with `createReconcileHandler` of `evenkeel/reconciler`; `bundledEntry` makes it of a source file. */
  readonly code: lambda.Code;
  readonly handler?: string;
  /** Added to what the handler itself wants: LEDGER_TABLE, CONTROL_TABLE and the metrics' namespace. */
  readonly environment?: Readonly<Record<string, string>>;
  /** In the scheduler's language, UTC. Every full hour by default. */
  readonly schedule?: string;
  readonly logRetention: logs.RetentionDays;
  /** What becomes of ledger, control table and log when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection?: boolean;
  readonly alarmAction?: cloudwatch.IAlarmAction;
  /** Is told of drift that is left, and of runs without a conclusion. The account's default bus when not given. */
  readonly eventBus?: events.IEventBus;
  /** Gets the same, and the alarms on drift, dead letters and two hours without a run. */
  readonly topic?: sns.ITopic;
  /**
   * Encrypts the ledger, whose images are whole rows. Without it DynamoDB's own KMS key of the account does: nothing to
   * pay or rotate, uses in CloudTrail. With a key of yours, who may decrypt is yours to say, and disabling it
   * shreds the images at once.
   */
  readonly encryptionKey?: kms.IKey;
  /** Days until repairs and their images expire from the ledger; 90 by default. An undo needs them. */
  readonly ledgerDays?: number;
}

/**
 * A reconciler that runs every hour: its function, the ledger of its repairs, the table of its lease and checkpoint,
 * a schedule with retries and dead letters, and alarms on drift, on undelivered runs, and on two hours without a run.
 * What the function may read and repair is yours to grant.
 *
 * @example
 * const reconciler = new ScheduledReconciler(this, 'Reconciler', {
 *   prefix: 'shop-prod-',
 *   metricNamespace: 'shop-prod',
 *   code: bundledEntry('reconciler/run.ts'),
 *   logRetention: logs.RetentionDays.THREE_MONTHS,
 *   removalPolicy: RemovalPolicy.RETAIN,
 * });
 * reconciler.allow(['dynamodb:Scan', 'dynamodb:GetItem', 'dynamodb:PutItem'], [prices.tableArn]);
 */
export class ScheduledReconciler extends Construct {
  readonly run: ServiceFunction;
  readonly ledger: dynamodb.Table;
  readonly control: dynamodb.Table;
  readonly deadLetters: sqs.Queue;
  /** Fires when no run has completed for two hours; a first run before it exists keeps it quiet on a fresh install. */
  readonly deadManAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: ScheduledReconcilerProps) {
    super(scope, id);
    const kept = { removalPolicy: props.removalPolicy, deletionProtection: props.deletionProtection ?? false };
    this.ledger = serviceTable(this, 'Ledger', {
      tableName: `${props.prefix}reconciler-ledger`,
      partitionKey: 'runId',
      sortKey: 'operationId',
      expires: true,
      encryptionKey: props.encryptionKey,
      ...kept,
    });
    this.control = serviceTable(this, 'Control', {
      tableName: `${props.prefix}reconciler-control`,
      partitionKey: 'name',
      expires: true,
      ...kept,
    });
    this.deadLetters = failureQueue(this, 'DeadLetters', { queueName: `${props.prefix}reconcile-dead-letters` });
    this.run = this.#function(props);
    new ScheduledInvocation(this, 'Hourly', {
      scheduleName: `${props.prefix}reconcile`,
      expression: props.schedule ?? 'cron(0 * * * ? *)',
      target: this.run,
      input: { trigger: 'schedule' },
      retries: 3,
      maximumAge: Duration.minutes(30),
      deadLetters: this.deadLetters,
    });
    this.deadManAlarm = this.#alarms(props);
    if (props.topic !== undefined) this.#events(props.eventBus, props.topic);
  }

  /** Lets the function do what its rules need: read stores, repair them, call owners. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.run.allow(actions, resources);
  }

  #function(props: ScheduledReconcilerProps): ServiceFunction {
    const run = new ServiceFunction(this, 'Run', {
      functionName: `${props.prefix}reconciler-run`,
      code: props.code,
      ...(props.handler === undefined ? {} : { handler: props.handler }),
      environment: {
        ...props.environment,
        LEDGER_TABLE: this.ledger.tableName,
        CONTROL_TABLE: this.control.tableName,
        POWERTOOLS_METRICS_NAMESPACE: props.metricNamespace,
        EVENT_BUS: props.eventBus?.eventBusName ?? 'default',
        ...(props.ledgerDays === undefined ? {} : { LEDGER_DAYS: String(props.ledgerDays) }),
      },
      timeout: Duration.minutes(10),
      memoryMegabytes: 1024,
      reservedConcurrency: 2,
      logRetention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    run.allow(tableActions(['PutItem', 'UpdateItem', 'Query']), [this.ledger.tableArn]);
    run.allow(tableActions(['ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']), [
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

  /** Hands the function's events on to the topic. */
  #events(bus: events.IEventBus | undefined, topic: sns.ITopic): void {
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
        'A reconcile run left stores that disagree. Its log line says which rules; `evenkeel reconcile` shows the differences.',
      metric: metric('Drift', MINUTE),
      threshold: 1,
      action,
    });
    const deadLetters = thresholdAlarm(this, 'DeadLettersDepth', {
      alarmName: `${props.prefix}reconcile-dead-letters`,
      description: 'A scheduled reconcile run was given up. The queue holds the invocation and why it failed.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: MINUTE }),
      threshold: 1,
      action,
    });
    const deadMan = thresholdAlarm(this, 'NoReconcile', {
      alarmName: `${props.prefix}no-reconcile`,
      description:
        'No reconcile run has completed for two hours: drift goes unseen. Look at the schedule and its dead letters.',
      metric: metric('ReconcileRuns', Duration.hours(1)),
      threshold: 1,
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 2,
      missing: cloudwatch.TreatMissingData.BREACHING,
      action,
    });
    if (props.topic !== undefined) {
      const told = new SnsAction(props.topic);
      for (const alarm of [drift, deadLetters, deadMan]) {
        alarm.addAlarmAction(told);
        alarm.addOkAction(told);
      }
    }
    return deadMan;
  }
}
