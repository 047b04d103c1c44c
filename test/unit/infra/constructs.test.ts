import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
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

  it('ScheduledReconciler tells a topic of drift and silence, and encrypts its ledger with a key of yours', () => {
    const stack = new Stack(
      new App({ outdir: join(directory, 'out-topic'), builtinCloudFormationValidation: false }),
      'Shop',
    );
    new ScheduledReconciler(stack, 'Reconciler', {
      prefix: 'shop-',
      metricNamespace: 'shop',
      code: bundledEntry(entry),
      logRetention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      topic: new sns.Topic(stack, 'Told'),
      encryptionKey: new kms.Key(stack, 'Key'),
      ledgerDays: 30,
    });
    const template = Template.fromStack(stack);
    const told = { Ref: Match.stringLikeRegexp('^Told') };
    for (const AlarmName of ['shop-drift', 'shop-reconcile-dead-letters', 'shop-no-reconcile']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName, AlarmActions: [told], OKActions: [told] });
    }
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['evenkeel.reconciler'] },
      Targets: [Match.objectLike({ Arn: told })],
    });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'shop-reconciler-ledger',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ EVENT_BUS: 'default', LEDGER_DAYS: '30' }) },
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
    const allowing = (action: string) => ({
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: action })]) },
    });
    template.resourcePropertiesCountIs('AWS::IAM::Policy', allowing('dynamodb:Scan'), 1);
    // The role of the schedules that end leases, which no function has.
    template.resourcePropertiesCountIs('AWS::IAM::Policy', allowing('dynamodb:DeleteItem'), 1);
    template.resourceCountIs('AWS::IAM::Policy', 2);
  });
});
