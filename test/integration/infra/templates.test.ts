import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { buildAccountApp } from '../../../infra/app.ts';
import type { Stage } from '../../../infra/stage.ts';
import { type Resource, type StageTemplates, stageTemplates } from './stage-templates.ts';

const Statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Effect: z.string(),
});
const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) });
const list = <Item>(value: Item | readonly Item[]): readonly Item[] => (Array.isArray(value) ? value : [value as Item]);

const statementsOf = (templates: StageTemplates) =>
  templates.resources('AWS::IAM::Policy').flatMap(({ id, properties }) =>
    Policy.parse(properties).PolicyDocument.Statement.map((statement) => ({
      id,
      actions: list(statement.Action),
      resources: list(statement.Resource),
    })),
  );

const environmentOf = ({ properties }: Resource): Record<string, unknown> =>
  z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) }).parse(properties).Environment
    .Variables;

const named = (resources: readonly Resource[], property: string): unknown[] =>
  resources.map(({ properties }) => properties[property]);

/** A stage as it is, synthesized once for all tests. */
const synthesized = new Map<string, Promise<StageTemplates>>();
const templatesOf = (stage: string): Promise<StageTemplates> => {
  const templates = synthesized.get(stage) ?? stageTemplates(stage);
  synthesized.set(stage, templates);
  return templates;
};
afterAll(() => Promise.all([...synthesized.values()].map(async (templates) => (await templates).remove())));

describe.each(['dev', 'prod'])('the templates of stage %s', (stage) => {
  let templates: StageTemplates;
  beforeAll(async () => {
    templates = await templatesOf(stage);
  }, 120_000);

  it('grants no action with a wildcard', () => {
    const wild = statementsOf(templates).filter(({ actions }) => actions.some((action) => action.includes('*')));
    expect(wild).toEqual([]);
  });

  it('grants on all resources only actions that cannot be narrowed', () => {
    const open = statementsOf(templates).filter(({ resources }) => resources.includes('*'));
    expect(new Set(open.flatMap(({ actions }) => actions))).toEqual(
      new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']),
    );
  });

  it('gives every function its own role, log group and alias', () => {
    const functions = templates.resources('AWS::Lambda::Function');
    const roles = new Set(functions.map(({ properties }) => JSON.stringify(properties['Role'])));
    expect(roles.size).toBe(functions.length);
    expect(named(templates.resources('AWS::Lambda::Alias'), 'Name')).toEqual(functions.map(() => 'live'));
    const groups = named(templates.resources('AWS::Logs::LogGroup'), 'LogGroupName');
    for (const name of named(functions, 'FunctionName')) expect(groups).toContain(`/aws/lambda/${String(name)}`);
  });

  it('runs functions on nodejs24.x with a timeout', () => {
    for (const { properties } of templates.resources('AWS::Lambda::Function')) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Timeout: expect.any(Number) });
    }
  });

  it('reserves no concurrency, which an account with the limit of a new one rejects', () => {
    for (const { properties } of templates.resources('AWS::Lambda::Function')) {
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it('limits the retries of streams and keeps the records they give up on', () => {
    const streams = templates
      .resources('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => 'StartingPosition' in properties);
    expect(streams).toHaveLength(8);
    for (const { properties } of streams) {
      expect(properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 10,
        MaximumRecordAgeInSeconds: 3600,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        FilterCriteria: { Filters: expect.any(Array) },
      });
      expect(properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
    }
  });

  it('has at most one mapping on a stream of sagas, and two on others: undelivered records of sagas are read beside it', () => {
    const readers = new Map<string, number>();
    for (const { properties } of templates.resources('AWS::Lambda::EventSourceMapping')) {
      const source = JSON.stringify(properties['EventSourceArn']);
      if ('StartingPosition' in properties) readers.set(source, (readers.get(source) ?? 0) + 1);
    }
    const shared = [...readers].filter(([, count]) => count > 1);
    expect(shared).toEqual([[expect.stringContaining('streamscatalogevents'), 2]]);
    const undelivered = templates
      .resources('AWS::IAM::Policy')
      .find(({ id }) => id.startsWith('Functiontransactionsundelivered'));
    expect(JSON.stringify(undelivered?.properties)).toContain('streamscheckoutorders');
    expect(JSON.stringify(undelivered?.properties)).not.toContain('streamscatalogevents');
  });

  it('feeds each service from a FIFO queue of its own, with a dead-letter queue that feeds the filing of its messages', () => {
    const queues = templates.resources('AWS::SQS::Queue');
    const mappings = templates.resources('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
    const mappingOf = (id: string) =>
      mappings.find(({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes(id));
    for (const service of ['payment', 'warehouse', 'shipping']) {
      const name = `evenkeel-${stage}-${service}-orders`;
      const find = (queueName: string) => queues.find(({ properties }) => properties['QueueName'] === queueName);
      const [queue, dead] = [find(`${name}.fifo`), find(`${name}-dead-letters.fifo`)];
      expect(queue?.properties).toMatchObject({
        FifoQueue: true,
        FifoThroughputLimit: 'perMessageGroupId',
        DeduplicationScope: 'messageGroup',
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [dead?.id, 'Arn'] }, maxReceiveCount: 6 },
      });
      expect(dead?.properties).toMatchObject({ FifoQueue: true, MessageRetentionPeriod: 1_209_600 });
      expect(mappingOf(queue?.id ?? '?')).toMatchObject({
        BatchSize: 8,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 10 },
      });
      expect(JSON.stringify(mappingOf(dead?.id ?? '?')?.['FunctionName'])).toContain('undelivered');
    }
  });

  it('hides messages for longer than their consumer may run, as Lambda demands', () => {
    const timeouts = new Map(
      templates.resources('AWS::Lambda::Alias').map(({ id, properties }) => {
        const { Ref } = properties['FunctionName'] as { Ref: string };
        const fn = templates.resources('AWS::Lambda::Function').find((each) => each.id === Ref);
        return [id, Number(fn?.properties['Timeout'])];
      }),
    );
    const hidden = new Map(
      templates.resources('AWS::SQS::Queue').map(({ id, properties }) => [id, Number(properties['VisibilityTimeout'])]),
    );
    const pairs = templates.resources('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      const [, queue] = /"([^"]+)","Arn"/.exec(JSON.stringify(properties['EventSourceArn'])) ?? [];
      const timeout = [...timeouts].find(([alias]) => JSON.stringify(properties['FunctionName']).includes(alias));
      return queue !== undefined && hidden.has(queue) ? [[hidden.get(queue), timeout?.[1]]] : [];
    });
    expect(pairs).toHaveLength(7);
    for (const [visibility = 0, timeout = Infinity] of pairs) expect(visibility).toBeGreaterThanOrEqual(3 * timeout);
  });

  it('dispatches only new and decided orders', () => {
    const filters = templates
      .resources('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => JSON.stringify(properties).includes('PENDING'))
      .map(({ properties }) => properties['FilterCriteria']);
    expect(filters).toHaveLength(1);
    expect(filters[0]).toEqual({
      Filters: [
        { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"state":{"S":["PENDING"]}}}}' },
        {
          Pattern:
            '{"eventName":["MODIFY"],"dynamodb":{"OldImage":{"state":{"S":["PENDING"]}},"NewImage":{"state":{"S":["COMMITTING"]}}}}',
        },
      ],
    });
  });

  it('keeps every log for a limited time', () => {
    for (const { properties } of templates.resources('AWS::Logs::LogGroup')) {
      expect(properties['RetentionInDays']).toEqual(expect.any(Number));
    }
  });

  it('creates each metric filter after its log group, to which it refers only by name', () => {
    const groups = new Map(
      templates.resources('AWS::Logs::LogGroup').map(({ id, properties }) => [properties['LogGroupName'], id]),
    );
    const ownStack = templates
      .resources('AWS::Logs::MetricFilter')
      .filter(({ properties }) => String(properties['LogGroupName']).endsWith('-reconciler-run'));
    expect(ownStack.length).toBeGreaterThan(0);
    for (const { after, properties } of ownStack) {
      expect(after).toContain(groups.get(properties['LogGroupName']));
    }
  });

  it('enables point-in-time recovery for every table', () => {
    for (const { properties } of templates.resources('AWS::DynamoDB::Table')) {
      expect(properties['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: true });
    }
  });

  it('runs the alarm handler when any alarm goes off and when it recovers', () => {
    const alarms = templates.resources('AWS::CloudWatch::Alarm');
    for (const { properties } of alarms) {
      expect(JSON.stringify(properties['AlarmActions'])).toContain(
        `:function:evenkeel-${stage}-transactions-alarms:live`,
      );
      expect(properties['OKActions']).toEqual(properties['AlarmActions']);
    }
    expect(templates.resources('AWS::Lambda::Permission').map(({ properties }) => properties['Principal'])).toContain(
      'lambda.alarms.cloudwatch.amazonaws.com',
    );
  });

  it('has alarms on errors of each service, late streams and queues, lost messages, rollbacks, drift and missing reconcile runs', () => {
    const names = named(templates.resources('AWS::CloudWatch::Alarm'), 'AlarmName');
    const services = [
      'catalog',
      'account',
      'checkout',
      'payment',
      'warehouse',
      'shipping',
      'transactions',
      'reconciler',
    ];
    const expected = [
      ...services.map((service) => `errors-${service}`),
      ...['checkout-dispatch', 'checkout-answers', 'transactions-errors'].map((consumer) => `iterator-age-${consumer}`),
      ...['payment-orders', 'warehouse-orders', 'shipping-orders'].flatMap((consumer) => [
        `queue-age-${consumer}`,
        `${consumer}-dead-letters`,
      ]),
      'slow-checkout-api',
      ...['undelivered-depth', 'rollbacks', 'drift', 'no-reconcile', 'reconcile-dead-letters'],
    ];
    expect(names).toEqual(expect.arrayContaining(expected.map((name) => `evenkeel-${stage}-${name}`)));
  });

  it('releases functions that receive requests or records through CodeDeploy, watched by alarms that exist', () => {
    const alarms = named(templates.resources('AWS::CloudWatch::Alarm'), 'AlarmName');
    const groups = templates.resources('AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(15);
    for (const { properties } of groups) {
      expect(properties).toMatchObject({
        DeploymentConfigName:
          stage === 'prod' ? 'CodeDeployDefault.LambdaCanary10Percent5Minutes' : 'CodeDeployDefault.LambdaAllAtOnce',
        AlarmConfiguration: { Enabled: true },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']) as unknown,
        },
      });
      const watched = (properties['AlarmConfiguration'] as { Alarms: { Name: string }[] }).Alarms;
      expect(watched.map(({ Name }) => Name)).toContainEqual(expect.stringContaining('-errors-'));
      for (const { Name } of watched) expect(alarms).toContain(Name);
    }
  });

  it('alarms when no reconcile run has completed for two hours', () => {
    const alarm = templates
      .resources('AWS::CloudWatch::Alarm')
      .find(({ properties }) => properties['AlarmName'] === `evenkeel-${stage}-no-reconcile`);
    expect(alarm?.properties).toMatchObject({
      MetricName: 'ReconcileRuns',
      Period: 3600,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('reconciles every full hour, with retries and a dead-letter queue', () => {
    const schedule = templates
      .resources('AWS::Scheduler::Schedule')
      .find(({ properties }) => properties['Name'] === `evenkeel-${stage}-reconcile`);
    expect(schedule?.properties).toMatchObject({
      ScheduleExpression: 'cron(0 * * * ? *)',
      State: 'ENABLED',
      Target: {
        RetryPolicy: { MaximumRetryAttempts: 3 },
        DeadLetterConfig: { Arn: expect.anything() },
      },
    });
  });

  it('requires a key and an authorisation for every API method', () => {
    const methods = templates.resources('AWS::ApiGateway::Method');
    for (const { properties } of methods) {
      expect(properties).toMatchObject({
        ApiKeyRequired: true,
        AuthorizationType: stage === 'prod' ? 'AWS_IAM' : 'CUSTOM',
      });
      expect(JSON.stringify(properties['Integration'])).toContain('${stageVariables.alias}');
    }
    expect(methods).toHaveLength(14);
  });

  it('offers Basic at 5/s, Premium at 100/s and Power unthrottled', () => {
    const plans = new Map(
      templates
        .resources('AWS::ApiGateway::UsagePlan')
        .map(({ properties }) => [properties['UsagePlanName'], properties]),
    );
    expect(plans.get(`evenkeel-${stage}-basic`)).toMatchObject({ Throttle: { RateLimit: 5, BurstLimit: 10 } });
    expect(plans.get(`evenkeel-${stage}-premium`)).toMatchObject({ Throttle: { RateLimit: 100, BurstLimit: 200 } });
    expect(plans.get(`evenkeel-${stage}-power`)).not.toHaveProperty('Throttle');
    for (const plan of plans.values()) expect(plan).toHaveProperty('Quota');
  });

  it('gives each custom resource a limit, a minute above that of its function', () => {
    const timeouts = new Map(
      templates
        .resources('AWS::Lambda::Function')
        .map(({ id, properties }) => [id, Number(properties['Timeout'])] as const),
    );
    const custom = [
      ...templates.resources('Custom::SchemaMigration'),
      ...templates.resources('Custom::FirstReconcile'),
    ];
    expect(custom).toHaveLength(2);
    for (const { properties } of custom) {
      const {
        'Fn::GetAtt': [called = ''],
      } = properties['ServiceToken'] as { readonly 'Fn::GetAtt': string[] };
      expect(Number(properties['ServiceTimeout'])).toBe((timeouts.get(called) ?? 0) + 60);
    }
  });

  it('lets services assume roles, and be passed them, for this account alone', () => {
    const roles = templates.resources('AWS::IAM::Role').filter(({ properties }) => {
      const document = JSON.stringify(properties['AssumeRolePolicyDocument']);
      return ['scheduler', 'vpc-flow-logs', 'codedeploy'].some((service) =>
        document.includes(`${service}.amazonaws.com`),
      );
    });
    expect(roles.length).toBeGreaterThanOrEqual(6);
    for (const { properties } of roles) {
      expect(JSON.stringify(properties['AssumeRolePolicyDocument'])).toContain(
        '"Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}',
      );
    }
    const passing = templates
      .resources('AWS::IAM::Policy')
      .flatMap(({ properties }) => (properties['PolicyDocument'] as { Statement: object[] }).Statement)
      .filter((statement) => JSON.stringify(statement).includes('iam:PassRole'));
    expect(passing).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } }),
    ]);
  });

  it("gives the reconciler the secret of its own SQL role, and no service's", () => {
    const reading = templates.resources('AWS::IAM::Policy').filter(({ id }) => id.startsWith('ReconcilerRun'));
    const text = JSON.stringify(reading);
    expect(text).toContain('DatabasesSecretreconciler');
    expect(text).not.toMatch(/DatabasesSecret(catalog|account|payment)|DatabasesAdministrator/);
  });

  it('lets a table or function be removed or replaced: no other stack imports it', async () => {
    const texts = await Promise.all(templates.files.map((file) => readFile(file, 'utf8')));
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/"Fn::ImportValue": "([^"]+)"/g)].map(([, name]) => name),
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(
      imported.filter((name) => /OutputRef(Table|Function|Authoriser)|Att(Table|Function)/.test(name ?? '')),
    ).toEqual([]);
  });

  it('contains only our own functions', () => {
    const names = named(templates.resources('AWS::Lambda::Function'), 'FunctionName');
    expect(names.every((name) => String(name).startsWith(`evenkeel-${stage}-`))).toBe(true);
  });
});

/** Types whose resources have fixed names here and hold data: a stage either keeps or deletes all of them. */
const STORES = ['DynamoDB::Table', 'Logs::LogGroup', 'SecretsManager::Secret', 'RDS::DBCluster', 'RDS::DBSubnetGroup'];

it.each([
  ['dev', ['Delete', 'Delete']],
  ['prod', ['RetainExceptOnCreate', 'Retain']],
])(
  'stage %s keeps its stores or not, but deletes what a failed creation made',
  async (stage, policies) => {
    const templates = await templatesOf(stage);
    const stores = STORES.flatMap((type) => templates.resources(`AWS::${type}`));
    expect(stores.length).toBeGreaterThan(40);
    expect(stores.filter((store) => String(store.policies) !== String(policies)).map(({ id }) => id)).toEqual([]);
  },
  120_000,
);

it('protects the stores of prod against deletion, but not in its first deployment', async () => {
  const protectedIn = async (settings: Partial<Stage>) => {
    const templates = await stageTemplates('prod', undefined, settings);
    const resources = [...templates.resources('AWS::DynamoDB::Table'), ...templates.resources('AWS::RDS::DBCluster')];
    await templates.remove();
    return resources.map(
      ({ properties }) => properties['DeletionProtectionEnabled'] ?? properties['DeletionProtection'] ?? false,
    );
  };
  expect(new Set(await protectedIn({}))).toEqual(new Set([true]));
  expect(new Set(await protectedIn({ protectStores: false }))).toEqual(new Set([false]));
}, 120_000);

it("the account's own stack sets API Gateway's log role, which no stage does, and keeps it", async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'evenkeel-account-'));
  const app = buildAccountApp({ region: 'eu-west-1', outdir, validate: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const [stack] = app.synth().stacks;
  const template = Template.fromJSON(stack?.template as Record<string, unknown>);
  template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template.hasResource('AWS::IAM::Role', { DeletionPolicy: 'Retain' });
  const report = await readFile(join(outdir, 'validation-report.json'), 'utf8');
  expect(report).not.toMatch(/"violations": \[\s*\{/);
  await rm(outdir, { recursive: true });

  expect((await templatesOf('dev')).resources('AWS::ApiGateway::Account')).toEqual([]);
}, 120_000);

it('a stage may reserve the concurrency of functions that would overload a store', async () => {
  const templates = await stageTemplates('dev', undefined, { reserveConcurrency: true });
  const reserved = templates
    .resources('AWS::Lambda::Function')
    .flatMap(({ properties }) =>
      'ReservedConcurrentExecutions' in properties
        ? [[properties['FunctionName'], properties['ReservedConcurrentExecutions']]]
        : [],
    );
  await templates.remove();
  expect(new Map(reserved as [string, number][])).toEqual(
    new Map([
      ['evenkeel-dev-catalog-relay', 1],
      ['evenkeel-dev-account-relay', 1],
      ['evenkeel-dev-payment-relay', 1],
      ['evenkeel-dev-payment-orders', 10],
      ['evenkeel-dev-payment-saga', 20],
      ['evenkeel-dev-reconciler-run', 2],
    ]),
  );
}, 120_000);

describe('chaos', () => {
  const chaotic = async (stage: string) => {
    const templates = await templatesOf(stage);
    const enabled = templates
      .resources('AWS::Lambda::Function')
      .filter((resource) => environmentOf(resource)['CHAOS_ENABLED'] === 'true')
      .map(({ properties }) => String(properties['FunctionName']));
    const tables = named(templates.resources('AWS::DynamoDB::Table'), 'TableName');
    const policies = templates.resources('AWS::IAM::Policy');
    const roles = named(templates.resources('AWS::IAM::Role'), 'RoleName').filter(Boolean);
    return { enabled, tables, policies, roles, grants: JSON.stringify(policies).includes('Chaos') };
  };

  it('can reach the steps of the saga and the transaction manager where the stage allows it', async () => {
    const { enabled, tables } = await chaotic('dev');
    expect(enabled.sort()).toEqual([
      'evenkeel-dev-checkout-dispatch',
      ...['payment', 'shipping'].flatMap((service) => [
        `evenkeel-dev-${service}-orders`,
        `evenkeel-dev-${service}-saga`,
      ]),
      'evenkeel-dev-transactions-alarms',
      'evenkeel-dev-transactions-errors',
      'evenkeel-dev-warehouse-orders',
      'evenkeel-dev-warehouse-saga',
    ]);
    expect(tables).toEqual(expect.arrayContaining(['evenkeel-dev-chaos-control', 'evenkeel-dev-chaos-hits']));
  }, 120_000);

  it('lets schedules end leases, with a role that may only delete items of the control table', async () => {
    const { roles, policies } = await chaotic('dev');
    expect(roles).toContain('evenkeel-dev-chaos-lease-us-east-1');
    const [policy] = policies.filter(({ id }) => id.includes('ChaosLeaseRole'));
    const { Statement } = policy?.properties['PolicyDocument'] as { Statement: object[] };
    expect(Statement).toEqual([
      {
        Action: 'dynamodb:DeleteItem',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ChaosControl/), 'Arn'] },
      },
    ]);
  }, 120_000);

  it('leaves no switch, table, role or grant in production', async () => {
    const { enabled, tables, roles, grants } = await chaotic('prod');
    expect(roles.filter((name) => String(name).includes('chaos'))).toEqual([]);
    expect(enabled).toEqual([]);
    expect(tables.filter((name) => String(name).includes('chaos'))).toEqual([]);
    expect(grants).toBe(false);
  }, 120_000);
});
