import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../catalogue/functions.ts';
import { failureQueue } from '../constructs/failure-queue.ts';
import { consumeQueue } from '../constructs/ordered-queue.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { serviceOfAccount } from '../constructs/service-principal.ts';

export interface TransactionsProps {
  readonly prefix: string;
  readonly function: (name: FunctionName) => ServiceFunction;
  readonly logGroups: readonly logs.ILogGroup[];
  /** Streams whose records may remain undelivered, and are then filed. */
  readonly streamArns: readonly string[];
  /** Tables whose stream feeds copies: nothing is filed for their undelivered records. */
  readonly copyTables: readonly string[];
  /** Dead-letter queues of the services' queues. */
  readonly deadLetters: readonly sqs.IQueue[];
}

/**
 * Connects the transaction manager to the saga functions, to the alarms, and to the records that mappings gave up on.
 */
export class Transactions extends Construct {
  /** Shard and sequence numbers of records that mappings gave up on. */
  readonly undelivered: sqs.Queue;
  /** Messages that the consumer of `undelivered` could not handle. */
  readonly undeliveredDeadLetters: sqs.Queue;
  /** Runs the alarm handler when an alarm goes off and when it recovers. */
  readonly alarmAction: cloudwatch.IAlarmAction;

  constructor(scope: Construct, id: string, props: TransactionsProps) {
    super(scope, id);
    this.#configureSagas(props);
    this.undeliveredDeadLetters = failureQueue(this, 'UndeliveredDeadLetters', {
      queueName: `${props.prefix}undelivered-dead-letters`,
    });
    this.undelivered = failureQueue(this, 'Undelivered', {
      queueName: `${props.prefix}undelivered`,
      visibilityTimeout: Duration.minutes(6),
      redrive: { queue: this.undeliveredDeadLetters, maxReceiveCount: 5 },
    });
    this.#consumeUndelivered(props);
    this.alarmAction = this.#handleAlarms(props);
  }

  /** Passes the names of the saga functions to the functions that invoke them. */
  #configureSagas({ function: find }: TransactionsProps): void {
    for (const name of ['transactions-errors', 'transactions-alarms'] as const) {
      const { function: caller } = find(name);
      caller.addEnvironment('CHECKOUT_SAGA_FUNCTION', find('checkout-saga').invokeName);
      if (name === 'transactions-alarms') continue;
      caller.addEnvironment('PAYMENT_SAGA_FUNCTION', find('payment-saga').invokeName);
      caller.addEnvironment('WAREHOUSE_SAGA_FUNCTION', find('warehouse-saga').invokeName);
      caller.addEnvironment('SHIPPING_SAGA_FUNCTION', find('shipping-saga').invokeName);
    }
  }

  #consumeUndelivered({ function: find, streamArns, copyTables, deadLetters }: TransactionsProps): void {
    const consumer = find('transactions-undelivered');
    consumer.allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], streamArns);
    consumer.function.addEnvironment('COPY_TABLES', copyTables.join(','));
    consumeQueue(consumer, 'From-undelivered', this.undelivered);
    for (const [index, queue] of deadLetters.entries()) consumeQueue(consumer, `From-dead-letters-${index}`, queue);
  }

  #handleAlarms({ prefix, function: find, logGroups }: TransactionsProps): cloudwatch.IAlarmAction {
    const handler = find('transactions-alarms');
    const stack = Stack.of(this);
    const recheck = new iam.Role(this, 'RecheckRole', {
      assumedBy: serviceOfAccount(this, 'scheduler.amazonaws.com'),
    });
    recheck.addToPolicy(
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.alias.functionArn] }),
    );
    handler.function.addEnvironment('ALARM_RECHECK_ROLE_ARN', recheck.roleArn);
    handler.function.addEnvironment('LOG_GROUPS', logGroups.map((group) => group.logGroupName).join(','));
    handler.allow(
      ['logs:FilterLogEvents'],
      logGroups.map((group) => group.logGroupArn),
    );
    handler.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [recheck.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
    handler.allow(
      ['scheduler:CreateSchedule'],
      [
        stack.formatArn({
          service: 'scheduler',
          resource: 'schedule/default',
          resourceName: `${prefix}alarm-recheck-*`,
        }),
      ],
    );
    handler.alias.configureAsyncInvoke({
      onFailure: new SqsDestination(this.undeliveredDeadLetters),
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
    });
    new lambda.CfnPermission(this, 'AlarmsMayInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: handler.alias.functionArn,
      principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      sourceAccount: stack.account,
      sourceArn: stack.formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: `${prefix}*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    return { bind: () => ({ alarmActionArn: handler.namedArn }) };
  }
}
