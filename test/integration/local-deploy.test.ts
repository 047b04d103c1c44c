/** Deploying another assembly of the same app onto a running system: functions, tables, aliases behind CodeDeploy. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeployReport } from '../../local/deploying.ts';
import { boot, type LocalSystem } from '../../local/index.ts';

const role = (RoleName: string, service: string, Action: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
      },
    ],
  },
});

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
});

const lambdaFunction = (FunctionName: string, ZipFile: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['PayRole', 'Arn'] },
    Runtime: 'nodejs24.x',
    Code: { ZipFile },
  },
});

/** A hook that reports success or failure, as its name says. */
const hook = (name: string, status: string) =>
  lambdaFunction(
    name,
    `exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
      await fetch(process.env.AWS_ENDPOINT_URL_CODEDEPLOY, {
        method: 'POST',
        headers: {
          'x-amz-target': 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
          'content-type': 'application/x-amz-json-1.1',
          authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/x',
          'x-amz-security-token': process.env.AWS_SESSION_TOKEN,
        },
        body: JSON.stringify({
          deploymentId: DeploymentId,
          lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
          status: '${status}',
        }),
      });
    };`,
  );

/** The resources of the app: `pay` answers with its release, behind an alias that CodeDeploy moves. */
function app(release: string, check: string, more: object = {}): object {
  return {
    PayRole: role('pay', 'lambda', ['codedeploy:*', 'logs:*']),
    DeploysRole: role('deploys', 'codedeploy', ['lambda:*', 'cloudwatch:DescribeAlarms']),
    Orders: table('orders'),
    Pay: lambdaFunction('pay', `exports.handler = async () => '${release}';`),
    [`Version${release}`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Pay' } } },
    Application: {
      Type: 'AWS::CodeDeploy::Application',
      Properties: { ApplicationName: 'shop', ComputePlatform: 'Lambda' },
    },
    Group: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'Application' },
        DeploymentGroupName: 'pay',
        DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        ServiceRoleArn: { 'Fn::GetAtt': ['DeploysRole', 'Arn'] },
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
      },
    },
    Good: hook('good', 'Succeeded'),
    Bad: hook('bad', 'Failed'),
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Pay' },
        Name: 'live',
        FunctionVersion: { 'Fn::GetAtt': [`Version${release}`, 'Version'] },
      },
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: 'Application' },
          DeploymentGroupName: { Ref: 'Group' },
          BeforeAllowTrafficHook: { Ref: check },
        },
      },
    },
    ...more,
  };
}

let root: string;
let system: LocalSystem;
let lambda: LambdaClient;
let dynamodb: DynamoDBClient;
let assemblies = 0;

async function assemblyOf(Resources: object): Promise<string> {
  assemblies += 1;
  const folder = join(root, `assembly-${assemblies}`);
  await mkdir(folder, { recursive: true });
  const artifacts = { shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'shop.json' } } };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  await writeFile(join(folder, 'shop.json'), JSON.stringify({ Resources }));
  return folder;
}

const ask = async (query = '', init: RequestInit = {}): Promise<DeployReport> => {
  const authorization = `AWS4-HMAC-SHA256 Credential=${system.environment['AWS_ACCESS_KEY_ID']}/x`;
  const response = await fetch(`${system.baseUrl}/_evenkeel/deploy${query}`, { headers: { authorization }, ...init });
  return (await response.json()) as DeployReport;
};

async function deploy(Resources: object): Promise<DeployReport> {
  let report = await ask('', { method: 'POST', body: JSON.stringify({ assembly: await assemblyOf(Resources) }) });
  while (report.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    report = await ask(`?id=${report.id}`);
  }
  return report;
}

const answer = async (): Promise<string> => {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'pay:live' }));
  return Payload?.transformToString() ?? '';
};
const changesOf = ({ changes }: DeployReport) =>
  Object.fromEntries(changes.map(({ logicalId, change }) => [logicalId, change]));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evenkeel-deploy-'));
  system = await boot({
    assembly: await assemblyOf(app('One', 'Good')),
    directory: join(root, 'system'),
    speed: 20,
    startAt: new Date('2031-05-05T10:00:00Z'),
    seed: 1,
    log: () => undefined,
  });
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = system.environment;
  const common = { region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
  lambda = new LambdaClient({ ...common, endpoint: system.environment['AWS_ENDPOINT_URL_LAMBDA'] ?? '' });
  dynamodb = new DynamoDBClient({ ...common, endpoint: system.environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '' });
}, 240_000);

afterAll(async () => {
  lambda.destroy();
  dynamodb.destroy();
  await system.close();
  await rm(root, { recursive: true, force: true });
}, 30_000);

describe('a deployment onto a running system', () => {
  it('changes functions, creates tables, keeps data, and touches nothing else', async () => {
    await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'o-1' } } }));
    expect(await answer()).toBe('"One"');
    const report = await deploy(app('Two', 'Good', { Refunds: table('refunds') }));
    expect(report).toMatchObject({ status: 'succeeded' });
    expect(changesOf(report)).toEqual({
      Pay: 'updated',
      VersionTwo: 'created',
      Live: 'updated',
      Refunds: 'created',
      VersionOne: 'kept',
    });
    expect(await answer()).toBe('"Two"');
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'o-1' } } }));
    expect(Item).toEqual({ id: { S: 'o-1' } });
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toContain('refunds');
  });

  it('finds nothing to do the second time', async () => {
    const report = await deploy(app('Two', 'Good', { Refunds: table('refunds') }));
    expect(report.changes.filter(({ change }) => change !== 'kept')).toEqual([]);
  });

  it('is taken back as a whole if the hook of a release fails', async () => {
    const report = await deploy(app('Three', 'Bad', { Refunds: table('refunds') }));
    expect(report.status).toBe('failed');
    expect(report.message).toMatch(
      /shop\/Live \(AWS::Lambda::Alias\).*BeforeAllowTraffic hook bad reported that it failed/u,
    );
    expect(await answer()).toBe('"Two"');
    const latest = await lambda.send(new InvokeCommand({ FunctionName: 'pay' }));
    expect(latest.Payload?.transformToString()).toBe('"Two"');
    const again = await deploy(app('Three', 'Good', { Refunds: table('refunds') }));
    expect(again).toMatchObject({ status: 'succeeded' });
    expect(await answer()).toBe('"Three"');
  });

  it('is refused for a table that changes, for a type that is not simulated, and without the key', async () => {
    const sorted = table('orders');
    const KeySchema = [...sorted.Properties.KeySchema, { AttributeName: 'at', KeyType: 'RANGE' }];
    const changed = await deploy({
      ...app('Three', 'Good'),
      Orders: { ...sorted, Properties: { ...sorted.Properties, KeySchema } },
    });
    expect(changed.message).toBe(
      'shop/Orders (AWS::DynamoDB::Table) could not be updated: it cannot be changed while the system runs; start the system again',
    );
    const incomplete = await deploy(app('Three', 'Good', { Empty: { Type: 'AWS::DynamoDB::Table', Properties: {} } }));
    expect(incomplete.message).toContain('shop/Empty (AWS::DynamoDB::Table) could not be created: ');
    const unknown = await deploy(app('Three', 'Good', { Topic: { Type: 'AWS::MSK::Cluster' } }));
    expect(unknown.message).toContain('AWS::MSK::Cluster');
    const unsigned = await fetch(`${system.baseUrl}/_evenkeel/deploy`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(403);
  });
});
