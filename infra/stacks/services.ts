import { ArnFormat, Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FunctionName, functionNames, functions } from '../catalogue/functions.ts';
import { awaited, gradual, type Traffic } from '../catalogue/gradual.ts';
import { type TableName, tables } from '../catalogue/tables.ts';
import { ChaosControl } from '../constructs/chaos-control.ts';
import { failureQueue } from '../constructs/failure-queue.ts';
import { GradualReleases } from '../constructs/gradual-releases.ts';
import { OrderedQueue } from '../constructs/ordered-queue.ts';
import { ScheduledInvocation } from '../constructs/scheduled-invocation.ts';
import { LIVE, ServiceFunction } from '../constructs/service-function.ts';
import { consumeStream } from '../constructs/stream-consumer.ts';
import type { DataStack } from './data.ts';
import { environmentOf } from './environment.ts';
import { grant } from './grants.ts';
import { StageStack, type StageStackProps } from './stage-stack.ts';
import { storedStreamArn } from './table-reference.ts';
import { Transactions } from './transactions.ts';

export interface ServicesStackProps extends StageStackProps {
  readonly data: DataStack;
}

/** The alarm that watches a release beside that on errors. */
function lagAlarm(name: FunctionName, traffic: Traffic): string | undefined {
  if (traffic === 'requests') return awaited.includes(name) ? `slow-${name}` : undefined;
  return traffic === 'records' ? `iterator-age-${name}` : `queue-age-${name}`;
}

/** The services' functions, their streams and schedules, and the queues for records that they cannot handle. */
export class ServicesStack extends StageStack {
  readonly transactions: Transactions;
  /** Invocations that the relays' schedules gave up on. */
  readonly relayDeadLetters: sqs.Queue;
  /** The queues of the functions that consume one. */
  readonly queues: ReadonlyMap<FunctionName, OrderedQueue>;
  /** Checks new versions before they receive traffic. */
  readonly releaseCheck: ServiceFunction;
  readonly #functions: ReadonlyMap<FunctionName, ServiceFunction>;

  constructor(scope: Construct, props: ServicesStackProps) {
    super(scope, 'services', props);
    this.addStackDependency(props.data);
    this.#functions = new Map(functionNames.map((name) => [name, this.#function(name, props.data)]));
    for (const name of functionNames) grant(name, this.function.bind(this), props.data, this.settings);
    this.queues = new Map(
      functionNames.filter((name) => functions[name].queue === true).map((name) => [name, this.#queue(name)]),
    );
    for (const name of functionNames) this.#dispatch(name);
    const streams = functionNames.flatMap((name) => functions[name].streams ?? []);
    const tablesOf = (copies: boolean) => [
      ...new Set(streams.filter((stream) => (stream.copies === true) === copies).map(({ table }) => table)),
    ];
    this.transactions = new Transactions(this, 'Transactions', {
      prefix: this.prefix,
      function: (name) => this.function(name),
      logGroups: functionNames.map((name) => this.function(name).logGroup),
      streamArns: tablesOf(false).map((table) => this.#streamArn(table)),
      copyTables: tablesOf(true).map((table) => props.data.table(table).tableName),
      deadLetters: [...this.queues.values()].map(({ deadLetters }) => deadLetters),
    });
    for (const name of functionNames) {
      for (const stream of functions[name].streams ?? []) {
        consumeStream(
          this.function(name),
          this.#streamArn(stream.table),
          stream,
          this.transactions.undelivered,
          this.prefix,
        );
      }
    }
    this.relayDeadLetters = failureQueue(this, 'RelayDeadLetters', { queueName: `${this.prefix}relay-dead-letters` });
    for (const name of functionNames) this.#schedule(name);
    if (this.settings.chaos) this.#allowChaos();
    this.releaseCheck = this.#releases();
  }

  function(name: FunctionName): ServiceFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw new Error(`function "${name}" is not in infra/catalogue/functions.ts`);
    return found;
  }

  #streamArn(name: TableName): string {
    if (tables[name].stream !== true) {
      throw new Error(`table "${name}" has no stream; set "stream: true" in infra/catalogue/tables.ts`);
    }
    return storedStreamArn(this, this.prefix, name);
  }

  #queue(name: FunctionName): OrderedQueue {
    return new OrderedQueue(this, `Queue-${name}`, {
      name: `${this.prefix}${name}`,
      consumer: this.function(name),
      consumerTimeout: Duration.seconds(functions[name].timeoutSeconds),
    });
  }

  /** Lets a dispatcher send to the queues of its consumers. */
  #dispatch(name: FunctionName): void {
    const consumers = functions[name].dispatchesTo;
    if (consumers === undefined) return;
    const queues = consumers.map((consumer) => {
      const found = this.queues.get(consumer);
      if (found === undefined)
        throw new Error(`function "${consumer}" has no queue; set "queue: true" in its catalogue entry`);
      return found.queue;
    });
    const dispatcher = this.function(name);
    dispatcher.function.addEnvironment('ORDER_QUEUE_URLS', queues.map(({ queueUrl }) => queueUrl).join(','));
    dispatcher.allow(
      ['sqs:SendMessage'],
      queues.map(({ queueArn }) => queueArn),
    );
  }

  #function(name: FunctionName, data: DataStack): ServiceFunction {
    const spec = functions[name];
    return new ServiceFunction(this, `Function-${name}`, {
      functionName: `${this.prefix}${name}`,
      code: this.bundle(name),
      environment: environmentOf(name, this.settings, data),
      timeout: Duration.seconds(spec.timeoutSeconds),
      memoryMegabytes: spec.memoryMegabytes,
      reservedConcurrency: this.settings.reserveConcurrency ? spec.reservedConcurrency : undefined,
      ...this.logRetention,
    });
  }

  #schedule(name: FunctionName): void {
    const { every } = functions[name];
    if (every === undefined) return;
    const target = this.function(name);
    target.alias.configureAsyncInvoke({
      onFailure: new SqsDestination(this.relayDeadLetters),
      retryAttempts: 0,
      maxEventAge: Duration.hours(1),
    });
    new ScheduledInvocation(this, `Schedule-${name}`, {
      scheduleName: `${this.prefix}${name}`,
      expression: every,
      target: target.scheduleTarget,
      input: {},
      retries: 1,
      maximumAge: Duration.minutes(5),
      deadLetters: this.relayDeadLetters,
    });
  }

  /** The alarms are in a later stack, so their names stand for them here. */
  #releases(): ServiceFunction {
    const reconciler = `${this.prefix}reconciler-run:${LIVE}`;
    const check = new ServiceFunction(this, 'Function-platform-release-check', {
      functionName: `${this.prefix}platform-release-check`,
      code: this.bundle('platform-release-check'),
      environment: {
        STAGE: this.settings.name,
        SERVICE: 'platform',
        PREFIX: this.prefix,
        RECONCILER_FUNCTION: reconciler,
      },
      timeout: Duration.minutes(15),
      memoryMegabytes: 256,
      ...this.logRetention,
    });
    check.allow(
      ['lambda:InvokeFunction'],
      [
        this.formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: reconciler,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    );
    new GradualReleases(this, 'Releases', {
      prefix: this.prefix,
      release: this.settings.release,
      released: [...gradual].map(([name, traffic]) => ({
        name,
        target: this.function(name),
        alarms: [`errors-${functions[name].service}`, lagAlarm(name, traffic)]
          .filter((alarm) => alarm !== undefined)
          .map((alarm) => `${this.prefix}${alarm}`),
      })),
      check,
    });
    return check;
  }

  #allowChaos(): void {
    const chaos = new ChaosControl(this, 'Chaos', { prefix: this.prefix });
    for (const name of functionNames) {
      if (functions[name].chaos === true) chaos.enable(this.function(name).function);
    }
  }
}
