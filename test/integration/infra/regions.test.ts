import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionNames } from '../../../infra/catalogue/functions.ts';
import type { Template } from '../../../infra/templates.ts';
import { type StageTemplates, stageTemplates } from './stage-templates.ts';

const GLOBAL = ['checkout-prices', 'warehouse-products', 'shipping-customers'];
const PARTS = ['data', 'services', 'api', 'operations'];

type Resources = Template['Resources'];

/** The resources of a system's stacks by their part, each without hashes in their ids. */
async function systemIn({ files }: StageTemplates, stack: string): Promise<Map<string, Resources>> {
  const systems = await Promise.all(
    PARTS.map(async (part) => {
      const file = files.find((path) => basename(path) === `${stack}${part}.template.json`);
      const text = (await readFile(file ?? `no stack ${part}`, 'utf8'))
        // Ids of versions and deployments end with a hash of what they hold.
        .replaceAll(/(CurrentVersion|Deployment)([0-9A-F]{8})[0-9a-f]{32}/gu, '$1$2');
      return [part, (JSON.parse(text) as Template).Resources] as const;
    }),
  );
  return new Map(systems);
}

const resourcesOf = (system: ReadonlyMap<string, Resources>, type: string) =>
  [...system.values()].flatMap((resources) => Object.values(resources).filter(({ Type }) => Type === type));

const SERVED = [...functionNames, 'reconciler-run'].map((name) => `evenkeel-duo-${name}`);

const namesOf = (system: ReadonlyMap<string, Resources>, type: string, property: string): string[] =>
  resourcesOf(system, type)
    .map(({ Properties }) => String(Properties?.[property]))
    .toSorted();

describe('a stage of two regions', () => {
  let duo: StageTemplates;
  let without: StageTemplates;
  let home: Map<string, Resources>;
  let other: Map<string, Resources>;
  let single: Map<string, Resources>;
  beforeAll(async () => {
    duo = await stageTemplates('duo');
    without = await stageTemplates('duo', undefined, { pair: undefined });
    home = await systemIn(duo, 'evenkeel-duo-');
    other = await systemIn(duo, 'evenkeel-duo-eu-west-1-');
    single = await systemIn(without, 'evenkeel-duo-');
  }, 120_000);
  afterAll(() => Promise.all([duo.remove(), without.remove()]));

  it('has a whole system in each region, under the same names', () => {
    for (const [type, property] of [
      ['AWS::Lambda::Function', 'FunctionName'],
      ['AWS::CloudWatch::Alarm', 'AlarmName'],
      ['AWS::Scheduler::Schedule', 'Name'],
      ['AWS::RDS::DBCluster', 'DBClusterIdentifier'],
      ['AWS::SQS::Queue', 'QueueName'],
      ['AWS::DynamoDB::Table', 'TableName'],
    ] as const) {
      const names = namesOf(home, type, property);
      expect(names.length).toBeGreaterThan(0);
      expect(namesOf(other, type, property)).toEqual(names);
    }
  });

  it('replicates the copies of masters, and nothing else', () => {
    const tables = resourcesOf(home, 'AWS::DynamoDB::GlobalTable');
    expect(tables.map(({ Properties }) => Properties?.['TableName'])).toEqual(
      GLOBAL.map((name) => `evenkeel-duo-${name}`),
    );
    for (const { Properties } of tables) {
      const { Replicas } = Properties as { readonly Replicas: readonly { readonly Region: unknown }[] };
      expect(Replicas.map(({ Region }) => Region)).toEqual(['eu-west-1', 'us-east-1']);
    }
    expect(resourcesOf(other, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
  });

  it('has no consumer of a stream that carries the writes of both regions', () => {
    for (const system of [home, other]) {
      const sources = resourcesOf(system, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) =>
        JSON.stringify(Properties?.['EventSourceArn']),
      );
      const streams = GLOBAL.map((name) => `streams${name.replaceAll('-', '')}`);
      expect(sources.filter((source) => streams.some((stream) => source.includes(stream)))).toEqual([]);
    }
  });

  it('names the region with the masters in the environment of every function', () => {
    const ofServices = (system: ReadonlyMap<string, Resources>) =>
      resourcesOf(system, 'AWS::Lambda::Function').filter(({ Properties }) =>
        SERVED.includes(String(Properties?.['FunctionName'])),
      );
    expect(ofServices(other)).toHaveLength(SERVED.length);
    for (const fn of [...ofServices(home), ...ofServices(other)]) {
      expect(fn.Properties).toMatchObject({ Environment: { Variables: { HOME_REGION: 'us-east-1' } } });
    }
  });

  it('names its regions in the outputs: both at home, and in the other one where its home is', async () => {
    const regionsIn = async (stack: string) => {
      const file = duo.files.find((path) => basename(path) === `${stack}operations.template.json`);
      const { Outputs } = JSON.parse(await readFile(file ?? 'no such stack', 'utf8')) as {
        readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
      };
      return { home: Outputs['HomeRegion']?.Value, other: Outputs['OtherRegion']?.Value };
    };
    expect(await regionsIn('evenkeel-duo-')).toEqual({ home: 'us-east-1', other: 'eu-west-1' });
    expect(await regionsIn('evenkeel-duo-eu-west-1-')).toEqual({ home: 'us-east-1', other: undefined });
  });

  it("lets the other region's reconciler read the copies at home, and write none", () => {
    const policy = resourcesOf(other, 'AWS::IAM::Policy')
      .map((each) => JSON.stringify(each))
      .filter((text) => text.includes('ReconcilerRun'));
    expect(policy.join()).toContain(':dynamodb:us-east-1:');
    const statements = [...policy.join().matchAll(/"Action":(\[[^\]]*\]|"[^"]*")(.*?)"Effect"|$/gu)];
    expect(statements.some(([text]) => text.includes('DeleteItem') && text.includes('checkout-prices'))).toBe(false);
  });

  it('answers under one name with the nearest region that works', () => {
    for (const [system, region] of [
      [home, 'us-east-1'],
      [other, 'eu-west-1'],
    ] as const) {
      expect(resourcesOf(system, 'AWS::Route53::HealthCheck').map(({ Properties }) => Properties)).toEqual([
        expect.objectContaining({
          HealthCheckConfig: expect.objectContaining({
            Type: 'HTTPS_STR_MATCH',
            SearchString: '"status":"ok"',
            ResourcePath: expect.objectContaining({}) as unknown,
            RequestInterval: 10,
            FailureThreshold: 3,
          }) as unknown,
        }),
      ]);
      expect(resourcesOf(system, 'AWS::Route53::RecordSet').map(({ Properties }) => Properties)).toEqual([
        expect.objectContaining({
          Name: 'api.shop.example.com.',
          Region: region,
          SetIdentifier: region,
          HealthCheckId: expect.anything() as unknown,
        }),
      ]);
    }
  });

  it('knows customers by the same keys and tokens in both regions', () => {
    const keysOf = (system: ReadonlyMap<string, Resources>) =>
      resourcesOf(system, 'AWS::ApiGateway::ApiKey').map(({ Properties }) => Properties?.['Value']);
    expect(keysOf(home)).toContain('{{resolve:secretsmanager:evenkeel-duo-api-key-basic:SecretString:::}}');
    expect(keysOf(other)).toEqual(keysOf(home));
    const replicated = (system: ReadonlyMap<string, Resources>) =>
      resourcesOf(system, 'AWS::SecretsManager::Secret').filter(({ Properties }) => Properties?.['ReplicaRegions']);
    expect(replicated(home).map(({ Properties }) => Properties?.['Name'])).toEqual([
      'evenkeel-duo-api-token',
      ...['basic', 'premium', 'power'].map((plan) => `evenkeel-duo-api-key-${plan}`),
    ]);
    expect(replicated(other)).toEqual([]);
  });

  it('lets health checkers ask without a key, and nobody else', () => {
    for (const system of [home, other]) {
      const open = resourcesOf(system, 'AWS::ApiGateway::Method').filter(
        ({ Properties }) => Properties?.['AuthorizationType'] === 'NONE' || Properties?.['ApiKeyRequired'] !== true,
      );
      expect(open).toHaveLength(1);
      expect(JSON.stringify(open[0]?.Properties?.['ResourceId'])).toContain('healthcheck');
    }
  });

  it('adds to the system of one region, and changes nothing of it but where masters and copies are', () => {
    const changed = new Set<string>();
    for (const [part, resources] of single) {
      for (const [id, resource] of Object.entries(resources)) {
        const same = home.get(part)?.[id];
        if (JSON.stringify(same) !== JSON.stringify(resource)) changed.add(resource.Type);
      }
    }
    expect([...changed].toSorted()).toEqual([
      'AWS::ApiGateway::ApiKey',
      'AWS::ApiGateway::Deployment',
      'AWS::DynamoDB::Table',
      'AWS::IAM::Policy',
      'AWS::Lambda::Function',
      'AWS::SecretsManager::Secret',
    ]);
  });
});

it.each(['dev', 'qa', 'prod'])(
  'stage %s, of one region, has nothing of a second one',
  async (name) => {
    const templates = await stageTemplates(name);
    const texts = await Promise.all(templates.files.map((file) => readFile(file, 'utf8')));
    await templates.remove();
    expect(texts).toHaveLength(PARTS.length);
    expect(texts.join()).not.toMatch(
      /Route53|GlobalTable|HOME_REGION|HomeRegion|OtherRegion|healthcheck|HEARTBEATS|DomainName/u,
    );
  },
  120_000,
);
