import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { bundledEntry, ChaosControl, ScheduledReconciler } from '../../../infra/index.ts';

describe("constructs for a team's own stack", () => {
  let directory: string;
  let entry: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-constructs-'));
    entry = join(directory, 'run.ts');
    await writeFile(entry, 'export const handler = async (): Promise<void> => {};');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('ScheduledReconciler brings function, tables, schedule, dead letters and alarms', () => {
    const stack = new Stack(
      new App({ outdir: join(directory, 'out-1'), builtinCloudFormationValidation: false }),
      'Shop',
    );
    const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
      prefix: 'shop-',
      metricNamespace: 'shop',
      code: bundledEntry(entry),
      logRetention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      schedule: 'rate(1 day)',
    });
    reconciler.allow(['dynamodb:Scan'], ['arn:aws:dynamodb:eu-west-1:000000000000:table/prices']);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'shop-reconcile',
      ScheduleExpression: 'rate(1 day)',
      Target: { DeadLetterConfig: Match.anyValue(), RetryPolicy: Match.anyValue() },
    });
    for (const table of ['shop-reconciler-ledger', 'shop-reconciler-control']) {
      template.hasResourceProperties('AWS::DynamoDB::Table', { TableName: table });
    }
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'shop-reconciler-run',
      Environment: { Variables: { POWERTOOLS_METRICS_NAMESPACE: 'shop', LEDGER_TABLE: Match.anyValue() } },
    });
  });

  it('ChaosControl reaches only the functions that were enabled', () => {
    const stack = new Stack(
      new App({ outdir: join(directory, 'out-2'), builtinCloudFormationValidation: false }),
      'Shop',
    );
    const make = (name: string) =>
      new lambda.Function(stack, name, {
        functionName: name,
        runtime: lambda.Runtime.NODEJS_24_X,
        code: lambda.Code.fromInline('exports.handler = async () => {}'),
        handler: 'index.handler',
      });
    const chaos = new ChaosControl(stack, 'Chaos', { prefix: 'shop-' });
    chaos.enable(make('reachable'));
    make('spared');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'reachable',
      Environment: { Variables: { CHAOS_ENABLED: 'true', CHAOS_CONTROL_TABLE: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'spared', Environment: Match.absent() });
    template.resourceCountIs('AWS::IAM::Policy', 1);
  });
});
