import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, type AppProps, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ArgumentError, bundledEntry, ChaosControl, ScheduledReconciler } from '../../../infra/index.ts';

describe('constructs for your own stack', () => {
  const stackOf = (app: AppProps = {}) =>
    new Stack(new App({ builtinCloudFormationValidation: false, ...app }), 'Shop');
  const valid = () => ({
    prefix: 'shop-',
    metricNamespace: 'shop',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    logRetention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  let directory: string;
  let entry: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-constructs-'));
    entry = join(directory, 'run.ts');
    await writeFile(entry, 'export const handler = async (): Promise<void> => {};');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('ScheduledReconciler creates the function, tables, schedule, dead-letter queue and alarms', () => {
    const stack = stackOf({ outdir: join(directory, 'out-1') });
    const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
      ...valid(),
      code: bundledEntry(entry),
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

  it('ScheduledReconciler with scale distributed lets a state machine run the schedule, with workers of its own', () => {
    const stack = stackOf({ outdir: join(directory, 'out-distributed') });
    const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
      ...valid(),
      code: bundledEntry(entry),
      scale: 'distributed',
      maxConcurrency: 8,
    });
    reconciler.allow(['dynamodb:Scan'], ['arn:aws:dynamodb:eu-west-1:000000000000:table/prices']);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'shop-reconcile',
      Target: { Arn: { Ref: Match.stringLikeRegexp('StateMachine') } },
    });
    for (const name of ['shop-reconciler-run', 'shop-reconciler-worker']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: name,
        Environment: { Variables: { DISTRIBUTED_WORKERS: '8' } },
      });
    }
    const scans = Object.values(template.findResources('AWS::IAM::Policy')).filter((policy) =>
      JSON.stringify(policy).includes('dynamodb:Scan'),
    );
    expect(scans).toHaveLength(2);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'shop-reconcile-executions' });
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const definition = JSON.stringify(machine);
    expect(definition).toContain(String.raw`\"MaxConcurrency\":8`);
    for (const stage of ['plan', 'sketch', 'merge', 'decode', 'read', 'join', 'conclude']) {
      expect(definition).toContain(String.raw`\"stage\":\"${stage}\"`);
    }
  });

  it('ScheduledReconciler runs once before its alarm on missing runs exists, and after what it is said to need', () => {
    const stack = stackOf({ outdir: join(directory, 'out-first') });
    const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
      ...valid(),
      code: bundledEntry(entry),
    });
    reconciler.firstRun.node.addDependency(new sns.Topic(stack, 'Migration'));
    const template = Template.fromStack(stack);
    const [firstRun] = Object.entries(template.findResources('Custom::FirstReconcile'));
    const [first, run] = firstRun ?? [];
    const [alarm] = Object.values(
      template.findResources('AWS::CloudWatch::Alarm', { Properties: { AlarmName: 'shop-no-reconcile' } }),
    );
    expect(alarm?.['DependsOn']).toContain(first);
    expect(run?.['DependsOn']).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Migration/), expect.stringMatching(/^ReconcilerLedger/)]),
    );
  });

  it('bundledEntry minifies the code by default, and keeps it readable with minify: false', async () => {
    const named = join(directory, 'named.ts');
    await writeFile(named, 'export const handler = (event: { eventId: string }) => {\n  return event.eventId;\n};');
    const codeOf = async (name: string, code: lambda.Code) => {
      const outdir = join(directory, name);
      code.bind(new Stack(new App({ outdir }), 'Bundle'));
      const files = await readdir(outdir, { recursive: true });
      return readFile(join(outdir, files.find((file) => file.endsWith('index.mjs')) ?? ''), 'utf8');
    };
    expect(await codeOf('readable', bundledEntry(named, { minify: false }))).toContain('return event.eventId;');
    expect(await codeOf('minified', bundledEntry(named))).not.toContain('return event.eventId;');
  });

  it('ScheduledReconciler reaches a private database: its network, time, memory and variables are those that are asked for', () => {
    const stack = stackOf();
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 }) as IVpc;
    const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
      ...valid(),
      vpc,
      timeout: Duration.minutes(11),
      memoryMegabytes: 2048,
      environment: { DATABASE_HOST: 'db.internal' },
    });
    const database = new SecurityGroup(stack, 'Database', { vpc });
    database.connections.allowFrom(reconciler, Port.tcp(5432));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'shop-reconciler-run',
      Timeout: 660,
      MemorySize: 2048,
      Environment: { Variables: Match.objectLike({ DATABASE_HOST: 'db.internal', LEDGER_TABLE: Match.anyValue() }) },
      VpcConfig: { SubnetIds: Match.anyValue(), SecurityGroupIds: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432 });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) })]),
      }),
    });
  });

  it("ScheduledReconciler's workers reach the same private database, by the security group of its function", () => {
    const stack = stackOf();
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 }) as IVpc;
    new ScheduledReconciler(stack, 'Reconciler', { ...valid(), vpc, scale: 'distributed' });
    const configs = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => {
        const { FunctionName, VpcConfig } = Properties as { FunctionName?: string; VpcConfig?: object };
        return FunctionName === 'shop-reconciler-run' || FunctionName === 'shop-reconciler-worker' ? [VpcConfig] : [];
      },
    );
    expect(configs).toHaveLength(2);
    expect(configs[0]).toBeDefined();
    expect(configs[1]).toEqual(configs[0]);
  });

  it.each([
    [
      'a time-out that outlasts the first run',
      { timeout: Duration.minutes(15) },
      /timeout must be a Duration of 30 s to 11 minutes/,
    ],
    ['no time for a run', { timeout: Duration.seconds(5) }, /timeout must be a Duration/],
    ['memory that no function has', { memoryMegabytes: 64 }, /memoryMegabytes/],
    ['subnets without their network', { vpcSubnets: {} }, /vpcSubnets and securityGroups need vpc/],
    ['what is no network', { vpc: {} }, /vpc must be an IVpc/],
  ])('ScheduledReconciler refuses %s', (_what, change, message) => {
    expect(() => new ScheduledReconciler(stackOf(), 'Reconciler', { ...valid(), ...change } as never)).toThrow(message);
  });

  it('ScheduledReconciler notifies a topic of drift and missing runs, and encrypts its ledger with your key', () => {
    const stack = stackOf({ outdir: join(directory, 'out-topic') });
    new ScheduledReconciler(stack, 'Reconciler', {
      ...valid(),
      code: bundledEntry(entry),
      topic: new sns.Topic(stack, 'Alerts'),
      encryptionKey: new kms.Key(stack, 'Key'),
      ledgerDays: 30,
    });
    const template = Template.fromStack(stack);
    const topic = { Ref: Match.stringLikeRegexp('^Alerts') };
    for (const AlarmName of ['shop-drift', 'shop-reconcile-dead-letters', 'shop-no-reconcile']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName,
        AlarmActions: [topic],
        OKActions: [topic],
      });
    }
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['evenkeel.reconciler'] },
      Targets: [Match.objectLike({ Arn: topic })],
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
    const stack = stackOf({ outdir: join(directory, 'out-2') });
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
    // The role of the schedules that end leases; no function has it.
    template.resourcePropertiesCountIs('AWS::IAM::Policy', allowing('dynamodb:DeleteItem'), 1);
    template.resourceCountIs('AWS::IAM::Policy', 2);
  });

  describe('arguments', () => {
    const messageOf = (change: object) => {
      try {
        new ScheduledReconciler(stackOf(), 'Reconciler', { ...valid(), ...change });
      } catch (error) {
        return error instanceof ArgumentError ? error.message : error;
      }
      return undefined;
    };

    it.each([
      [
        'an unknown option',
        { schedul: 'rate(1 day)' },
        /^ScheduledReconciler Shop\/Reconciler: schedul: unknown option \(did you mean schedule\?\)/,
      ],
      ['an unknown option, with the choices', { topics: [] }, /the options are prefix, .*topic/],
      ['a missing part', { metricNamespace: undefined }, /metricNamespace is required \(a string\)/],
      [
        'a misspelt choice',
        { removalPolicy: 'retian' },
        /removalPolicy must be "destroy", "retain".*\(did you mean retain\?\), not "retian"/,
      ],
      ['a misspelt log retention', { logRetention: 2 }, /logRetention must be one of RetentionDays: ONE_DAY.*, not 2$/],
      [
        'a schedule of another syntax',
        { schedule: 'hourly' },
        /schedule must be rate\(\.\.\.\), cron\(\.\.\.\) or at\(\.\.\.\), not "hourly"/,
      ],
      ['a value of the wrong kind', { environment: { RETRIES: 3 } }, /environment\.RETRIES must be a string, not 3/],
      ['an object of another kind', { topic: 'alerts' }, /topic must be an ITopic, not "alerts"/],
    ])('ScheduledReconciler reports %s by its path', (_case, change, message) => {
      expect(messageOf(change)).toMatch(message);
    });

    it('ScheduledReconciler reports every problem at once, and takes an option that is undefined as absent', () => {
      expect(messageOf({ prefix: 1, ledgerDays: 0 })).toMatch(/prefix must be .*; ledgerDays must be /);
      expect(messageOf({ topic: undefined, schedule: undefined })).toBeUndefined();
    });

    it('ChaosControl refuses unknown options, and targets that are no functions', () => {
      const stack = stackOf();
      const options = { prefix: 'shop-', namespace: 'shop' };
      expect(() => new ChaosControl(stack, 'Wrong', options)).toThrow(
        'namespace: unknown option; the options are prefix, metricNamespace',
      );
      const wrapper = new ScheduledReconciler(stack, 'Reconciler', valid()).run as unknown as lambda.Function;
      expect(() => {
        new ChaosControl(stack, 'Chaos', { prefix: 'shop-' }).enable(wrapper);
      }).toThrow('target must be a Function of aws-cdk-lib/aws-lambda');
    });

    it('ScheduledReconciler.allow takes arrays of actions and resources', () => {
      const reconciler = new ScheduledReconciler(stackOf(), 'Reconciler', valid());
      const allow = (...given: unknown[]) => {
        (reconciler.allow as (...plain: unknown[]) => void).apply(reconciler, given);
      };
      expect(() => {
        allow('dynamodb:Scan');
      }).toThrow(/actions must be an array, not "dynamodb:Scan"; resources is required \(an array\)/);
    });

    it('no construct accepts an empty prefix', () => {
      expect(messageOf({ prefix: '' })).toMatch(/prefix must be a string that is not empty, not ""/);
      expect(() => new ChaosControl(stackOf(), 'Chaos', { prefix: '' })).toThrow(
        'prefix must be a string that is not empty',
      );
    });

    it('bundledEntry refuses a module that exports no handler', async () => {
      const file = join(directory, 'no-handler.ts');
      await writeFile(file, 'export const run = 1;');
      expect(() => bundledEntry(file)).toThrow(/no-handler\.ts exports no handler/);
    });

    it('bundledEntry names the file it did not find', () => {
      expect(() => bundledEntry('no/such/file.ts')).toThrow(/no file at .*no\/such\/file\.ts/);
    });
  });
});
