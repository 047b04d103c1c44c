import { type App, Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { type FunctionName, functionNames, functions } from '../catalogue/functions.ts';
import { type TableName, tables } from '../catalogue/tables.ts';
import { ChaosControl } from '../constructs/chaos-control.ts';
import { failureQueue } from '../constructs/failure-queue.ts';
import { ScheduledInvocation } from '../constructs/scheduled-invocation.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
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

/** The services' functions, their streams and schedules, and the queues for records that they cannot handle. */
export class ServicesStack extends StageStack {
  readonly transactions: Transactions;
  /** Invocations that the relays' schedules gave up on. */
  readonly relayDeadLetters: sqs.Queue;
  readonly #functions: ReadonlyMap<FunctionName, ServiceFunction>;

  constructor(app: App, props: ServicesStackProps) {
    super(app, 'services', props);
    this.addStackDependency(props.data);
    this.#functions = new Map(functionNames.map((name) => [name, this.#function(name, props.data)]));
    for (const name of functionNames) grant(name, this.function.bind(this), props.data);
    this.transactions = new Transactions(this, 'Transactions', {
      prefix: this.prefix,
      function: (name) => this.function(name),
      logGroups: functionNames.map((name) => this.function(name).logGroup),
      streamArns: functionNames
        .flatMap((name) => functions[name].streams ?? [])
        .map(({ table }) => this.#streamArn(table)),
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
      target,
      input: {},
      retries: 1,
      maximumAge: Duration.minutes(5),
      deadLetters: this.relayDeadLetters,
    });
  }

  #allowChaos(): void {
    const chaos = new ChaosControl(this, 'Chaos', { prefix: this.prefix });
    for (const name of functionNames) {
      if (functions[name].chaos === true) chaos.enable(this.function(name).function);
    }
  }
}
