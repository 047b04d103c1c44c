import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ScheduleTarget } from './scheduled-invocation.ts';

export interface DistributedRunProps {
  readonly stateMachineName: string;
  /** Carries out every stage that runs once. */
  readonly coordinator: lambda.IFunction;
  /** Reads one part of a store. */
  readonly worker: lambda.IFunction;
  readonly maxConcurrency: number;
  /** Distributes the rules that one function would read for longer. */
  readonly oneFunctionSeconds: number;
}

/** Longer than the lease of a run that was killed. */
const LEASE_EXPIRES = Duration.minutes(16);

/** A run whose comparison is split over many functions. The last stage settles, repairs and reports like any run. */
export class DistributedRun extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: DistributedRunProps) {
    super(scope, id);
    const { coordinator, worker, maxConcurrency, oneFunctionSeconds } = props;
    const trigger = sfn.JsonPath.stringAt('$$.Execution.Input.trigger');
    const conclude = this.#stage('Conclude', coordinator, { trigger, state: sfn.JsonPath.entirePayload }).addRetry({
      interval: LEASE_EXPIRES,
      maxAttempts: 2,
      backoffRate: 1,
    });
    const orConclude = (state: sfn.TaskStateBase | sfn.DistributedMap) =>
      state.addCatch(conclude, { errors: ['States.ALL'], resultPath: '$.failure' });
    const executionName = sfn.JsonPath.stringAt('$$.Execution.Name');
    const plan = orConclude(
      this.#stage('Plan', coordinator, { id: executionName, trigger, oneFunctionSeconds }).addRetry(SOON),
    );
    const batch = sfn.JsonPath.stringAt('$.batch');
    const unit = sfn.JsonPath.numberAt('$$.Map.Item.Value');
    const round = sfn.JsonPath.numberAt('$.round');
    const sketchParts = orConclude(
      this.#map('Sketch parts', this.#work('Sketch part', worker), { stage: 'sketch', batch, unit }, maxConcurrency),
    );
    const group = sfn.JsonPath.numberAt('$$.Map.Item.Value');
    const mergeParts = orConclude(
      this.#map(
        'Merge sketches',
        this.#work('Merge group', worker),
        { stage: 'merge', batch, group },
        maxConcurrency,
        '$.groups',
      ),
    );
    const readParts = orConclude(
      this.#map('Read parts', this.#work('Read part', worker), { stage: 'read', batch, round, unit }, maxConcurrency),
    );
    const decode = orConclude(this.#stage('Decode', coordinator, { batch }).addRetry(SOON));
    const join = orConclude(this.#stage('Join', coordinator, { batch, round }).addRetry(SOON));
    const anyParts = sfn.Condition.isPresent('$.units[0]');
    const isDistributed = new sfn.Choice(this, 'Any rule to distribute?');
    const isMore = new sfn.Choice(this, 'Any parts to read?');
    plan.next(isDistributed.when(anyParts, sketchParts).otherwise(conclude));
    sketchParts.next(mergeParts);
    mergeParts.next(decode);
    decode.next(isMore.when(anyParts, readParts).otherwise(conclude));
    readParts.next(join);
    join.next(isMore);
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName: props.stateMachineName,
      definitionBody: sfn.DefinitionBody.fromChainable(plan),
      tracingEnabled: true,
    });
  }

  /** The state machine, as the target of a schedule. */
  get scheduleTarget(): ScheduleTarget {
    return { arn: this.stateMachine.stateMachineArn, action: 'states:StartExecution' };
  }

  #stage(name: string, target: lambda.IFunction, payload: Readonly<Record<string, unknown>>): LambdaInvoke {
    return new LambdaInvoke(this, name, {
      lambdaFunction: target,
      payload: sfn.TaskInput.fromObject({ stage: name.toLowerCase(), ...payload }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    });
  }

  /** One worker. It is repeated if it fails or is killed: what it stores, it stores under the name of its part. */
  #work(name: string, worker: lambda.IFunction): sfn.TaskStateBase {
    const work = new LambdaInvoke(this, name, {
      lambdaFunction: worker,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    });
    work.addRetry({
      errors: ['Lambda.TooManyRequestsException'],
      interval: Duration.seconds(2),
      maxAttempts: 20,
      maxDelay: Duration.minutes(1),
      jitterStrategy: sfn.JitterType.FULL,
    });
    return work.addRetry(SOON);
  }

  #map(
    name: string,
    work: sfn.TaskStateBase,
    itemSelector: Readonly<Record<string, unknown>>,
    maxConcurrency: number,
    itemsPath = '$.units',
  ): sfn.DistributedMap {
    return new sfn.DistributedMap(this, name, {
      itemsPath,
      itemSelector: { ...itemSelector },
      maxConcurrency,
      mapExecutionType: sfn.StateMachineType.STANDARD,
      resultPath: sfn.JsonPath.DISCARD,
    }).itemProcessor(work);
  }
}

const SOON: sfn.RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(5),
  maxAttempts: 4,
  jitterStrategy: sfn.JitterType.FULL,
};
