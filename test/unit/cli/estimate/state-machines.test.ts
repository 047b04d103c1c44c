import { describe, expect, it } from '@jest/globals';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { costAtRest } from '../../../../cli/estimate/at-rest.ts';
import { prices } from '../../../../cli/estimate/prices.ts';
import { restingExecution } from '../../../../cli/estimate/state-machines.ts';
import { ScheduledReconciler } from '../../../../infra/index.ts';
import { regionsOf, type Resources } from './resources.ts';

/** The resources of a reconciler that runs every hour. */
function reconciler(scale?: 'distributed'): Resources {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
  new ScheduledReconciler(stack, 'Reconciler', {
    prefix: 'shop-',
    metricNamespace: 'shop',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    logRetention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(scale && { scale }),
  });
  return Synthesized.fromStack(stack).toJSON()['Resources'] as Resources;
}

const linesFor = (resources: Resources) =>
  new Map(costAtRest(regionsOf({ 'us-east-1': resources }), prices).map((line) => [line.what, line]));

describe('the cost of a distributed reconciler at rest', () => {
  const whole = linesFor(reconciler());
  const distributed = linesFor(reconciler('distributed'));

  it('is that of the stages Plan and Conclude, of which each is a request', () => {
    expect(whole.get('Lambda requests')?.quantity).toBe('730 requests');
    expect(distributed.get('Lambda requests')?.quantity).toBe('1460 requests');
    expect(distributed.get('schedules')?.quantity).toBe('730 invocations');
  });

  it('is that of the transitions of its state machine: start, Plan, a choice, Conclude and end', () => {
    expect(whole.has('state machines')).toBe(false);
    expect(distributed.get('state machines')).toMatchObject({ quantity: '3650 transitions', usdAfterFree: 0 });
    expect(distributed.get('state machines')?.usd).toBeCloseTo((3650 * 25) / 1e6);
  });

  it('has the metrics of the runs, and slightly more time', () => {
    expect(distributed.get('metrics')?.quantity).toBe(whole.get('metrics')?.quantity);
    expect(distributed.get('Lambda time')?.usd).toBeCloseTo((whole.get('Lambda time')?.usd ?? 0) * (20.2 / 20));
  });
});

describe('an execution of a state machine at rest', () => {
  const machine = (definition: unknown) => {
    const Properties = { DefinitionString: definition };
    return Object.entries({ Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties } });
  };
  const target = { Arn: { Ref: 'Machine' } };

  it('ends where its states lead in a circle', () => {
    const States = { A: { Type: 'Wait', Next: 'B' }, B: { Type: 'Choice', Default: 'A' } };
    const definition = JSON.stringify({ StartAt: 'A', States });
    expect(restingExecution(target, machine(definition))).toEqual({ transitions: 4, functions: [], traced: false });
  });

  it.each([undefined, { 'Fn::Sub': '${x}' }, 'no JSON', '{}'])('is unknown if its definition is %j', (definition) => {
    expect(restingExecution(target, machine(definition))).toBeUndefined();
  });

  it('is none of a target that is a function', () => {
    expect(restingExecution(target, Object.entries({ Machine: { Type: 'AWS::Lambda::Alias' } }))).toBeUndefined();
  });
});
