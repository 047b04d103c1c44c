/** Boots a small cloud assembly: engines, references across stacks, a custom resource, and failures. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  boot,
  type BootOptions,
  type LocalSystem,
  ResourceFailedError,
  UnknownResourceTypesError,
} from '../../local/index.ts';

/** Responds to CloudFormation: FAILED if its property `Fail` is set, else with the table from its properties. */
const FUNCTION = `export const handler = async ({ ResponseURL, ResourceProperties: { Fail, Table } }) => {
  const answer = Fail ? { Status: 'FAILED', Reason: 'as configured' } : { Status: 'SUCCESS', PhysicalResourceId: 'made', Data: { Seen: Table } };
  await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
};`;

const data = {
  Resources: {
    Orders: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: { 'Fn::Sub': '${AWS::StackName}-orders' },
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {}, Name: 'token' } },
  },
  Outputs: { Table: { Value: { Ref: 'Orders' }, Export: { Name: 'orders' } } },
};

const app = (custom: object) => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'custom',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
        Timeout: 30,
      },
    },
    Custom: {
      Type: 'Custom::Thing',
      Properties: {
        ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
        Table: { 'Fn::ImportValue': 'orders' },
        ...custom,
      },
    },
  },
  Outputs: { Seen: { Value: { 'Fn::GetAtt': ['Custom', 'Seen'] } }, Made: { Value: { Ref: 'Custom' } } },
});

/** An API with one method that needs no function, and its URL as CDK writes it. */
const door = {
  Description: 'the <front> door',
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'door' } },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        Integration: {
          Type: 'MOCK',
          RequestTemplates: { 'application/json': '{"statusCode": 204}' },
          IntegrationResponses: [{ StatusCode: '204' }],
        },
        MethodResponses: [{ StatusCode: '204' }],
      },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: { RestApiId: { Ref: 'Api' } } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'test' },
    },
  },
  Outputs: {
    ApiUrl: {
      Description: 'where it is',
      Value: {
        'Fn::Join': [
          '',
          [
            'https://',
            { Ref: 'Api' },
            '.execute-api.',
            { Ref: 'AWS::Region' },
            '.',
            { Ref: 'AWS::URLSuffix' },
            '/',
            { Ref: 'Stage' },
            '/',
          ],
        ],
      },
    },
    Elsewhere: { Value: 'https://abc.execute-api.us-east-1.amazonaws.com/test' },
  },
};

const stack = (dependencies: readonly string[] = []) => ({ type: 'aws:cloudformation:stack', dependencies });
let directory: string;

async function assemble(name: string, templates: Readonly<Record<'data' | 'app', object>>): Promise<string> {
  const assembly = join(directory, name);
  await mkdir(join(assembly, 'asset.abc'), { recursive: true });
  const write = (file: string, content: object) => writeFile(join(assembly, file), JSON.stringify(content));
  const assets = { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } };
  await write('manifest.json', {
    artifacts: { app: stack(['data', 'app.assets']), data: stack(), 'app.assets': assets },
  });
  await write('app.assets.json', { files: { abc: { source: { path: 'asset.abc' } } } });
  await write('data.template.json', templates.data);
  await write('app.template.json', templates.app);
  await writeFile(join(assembly, 'asset.abc', 'index.mjs'), FUNCTION);
  return assembly;
}

const start = (assembly: string, name: string, more: Partial<BootOptions> = {}): Promise<LocalSystem> =>
  boot({
    assembly,
    directory: join(directory, name),
    speed: 20,
    startAt: new Date('2026-01-01T00:00:00Z'),
    seed: 7,
    log: () => undefined,
    ...more,
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-boot-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('boot', () => {
  it('provisions every stack in a relative folder, resolves references between them, and cleans up at the end', async () => {
    const good = await assemble('good', { data, app: app({}) });
    const system = await start(good, 'run', { directory: relative('', join(directory, 'run')) });
    try {
      expect(system.outputs).toEqual({ data: { Table: 'data-orders' }, app: { Seen: 'data-orders', Made: 'made' } });
      const { AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '', AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager = '' } =
        system.environment;
      const credentials = {
        accessKeyId: system.environment['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: system.environment['AWS_SECRET_ACCESS_KEY']!,
      };
      const place = { region: system.environment['AWS_REGION']!, credentials };
      const tables = new DynamoDBClient({ endpoint: dynamodb, ...place });
      const { Table } = await tables.send(new DescribeTableCommand({ TableName: 'data-orders' }));
      expect(Table).toMatchObject({ ItemCount: 0, StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } });
      const secrets = new SecretsManagerClient({ endpoint: secretsManager, ...place });
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'token' }));
      expect(SecretString).toHaveLength(32);
      expect(existsSync(join(directory, 'run', 'children.json'))).toBe(true);
    } finally {
      await system.close();
      await system.close();
    }
    expect(existsSync(join(directory, 'run', 'children.json'))).toBe(false);
  }, 90_000);

  it('reports all resources of unknown types together, and leaves nothing running', async () => {
    const Resources = { One: { Type: 'AWS::Foo::Bar' }, Two: { Type: 'AWS::Foo::Baz' } };
    const booting = start(await assemble('unknown', { data: { Resources }, app: { Resources: {} } }), 'unknown-run');
    const error: unknown = await booting.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnknownResourceTypesError);
    expect(String(error)).toContain('data/One: AWS::Foo::Bar\n  data/Two: AWS::Foo::Baz');
    expect(String(error)).toContain('--ignore TYPE');
    expect(String(error)).not.toContain('.ts');
    expect(existsSync(join(directory, 'unknown-run', 'children.json'))).toBe(false);
  }, 90_000);

  it('reports the reason of a failed custom resource, and leaves nothing running', async () => {
    const booting = start(await assemble('failing', { data, app: app({ Fail: 'yes' }) }), 'failing-run');
    const error: unknown = await booting.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResourceFailedError);
    expect(String(error)).toContain('app/Custom (Custom::Thing) could not be created: as configured');
    expect(existsSync(join(directory, 'failing-run', 'children.json'))).toBe(false);
  }, 90_000);
});

describe('a system without some of its types', () => {
  const Resources = {
    Wall: { Type: 'AWS::WAFv2::WebACL' },
    Tie: { Type: 'AWS::Foo::Bar', Properties: { Acl: { 'Fn::GetAtt': ['Wall', 'Arn'] } } },
    Guarded: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'Tie' } } },
    Other: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x' } },
  };
  const notices: string[] = [];
  let system: LocalSystem;
  beforeAll(async () => {
    const templates = {
      data: { ...door, Resources: { ...door.Resources, ...Resources } },
      app: app({ Table: 'none' }),
    };
    const more = {
      notice: (line: string) => notices.push(line),
      ignore: ['AWS::WAFv2::WebACL', 'AWS::Foo::Bar'],
    };
    system = await start(await assemble('described', templates), 'described-run', more);
  }, 90_000);
  afterAll(() => system.close());

  it("describes its stacks, with an API's local URL, and the caller's identity", async () => {
    const place = {
      region: 'us-east-1',
      credentials: {
        accessKeyId: system.environment['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: system.environment['AWS_SECRET_ACCESS_KEY']!,
      },
    };
    const stacks = new CloudFormationClient({
      endpoint: system.environment['AWS_ENDPOINT_URL_CLOUDFORMATION']!,
      ...place,
    });
    const identities = new STSClient({ endpoint: system.environment['AWS_ENDPOINT_URL_STS']!, ...place });
    try {
      const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'data' }));
      expect(Stacks).toMatchObject([
        { StackName: 'data', Description: 'the <front> door', StackStatus: 'CREATE_COMPLETE' },
      ]);
      expect(Stacks?.[0]?.CreationTime?.toISOString()).toMatch(/^2026-01-01/);
      const apiUrl = String(system.outputs['data']?.['ApiUrl']);
      expect(Stacks?.[0]?.Outputs).toEqual([
        { OutputKey: 'ApiUrl', OutputValue: apiUrl, Description: 'where it is' },
        { OutputKey: 'Elsewhere', OutputValue: 'https://abc.execute-api.us-east-1.amazonaws.com/test' },
      ]);
      expect((await fetch(apiUrl)).status).toBe(204);
      const { StackResourceSummaries } = await stacks.send(new ListStackResourcesCommand({ StackName: 'data' }));
      expect(StackResourceSummaries).toContainEqual(
        expect.objectContaining({
          LogicalResourceId: 'Stage',
          PhysicalResourceId: 'test',
          ResourceType: 'AWS::ApiGateway::Stage',
        }),
      );
      const names: (string | undefined)[] = [];
      for await (const page of paginateDescribeStacks({ client: stacks }, {})) {
        names.push(...(page.Stacks ?? []).map(({ StackName }) => StackName));
      }
      expect(names).toEqual(['app', 'data']);
      await expect(stacks.send(new DescribeStacksCommand({ StackName: 'none' }))).rejects.toMatchObject({
        name: 'ValidationError',
        message: 'Stack with id none does not exist',
      });
      const identity = await identities.send(new GetCallerIdentityCommand({}));
      expect(identity).toMatchObject({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root' });
    } finally {
      stacks.destroy();
      identities.destroy();
    }
  }, 30_000);

  it('does without the types that it is to ignore, and marks what depends on them', () => {
    expect(system.ignored).toEqual([
      { resource: 'data/Wall', type: 'AWS::WAFv2::WebACL', dependents: ['data/Tie', 'data/Guarded'] },
      { resource: 'data/Tie', type: 'AWS::Foo::Bar', dependents: ['data/Guarded'] },
    ]);
    expect(notices).toContain(
      'without data/Wall (AWS::WAFv2::WebACL); these depend on it, and may not work: data/Tie, data/Guarded',
    );
  });
});
