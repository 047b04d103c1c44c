/**
 * The stages on MiniStack, which other people wrote: its CloudFormation takes the templates from the CDK's own command line,
 * its Lambda runs the functions, and its IAM evaluates their roles. `second-opinion/gaps.ts` lists what it lacks.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetAliasCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { seedShop } from '../../systems/commerce/seed.ts';
import { warmUpShop } from '../../systems/commerce/warm-up.ts';
import { evenkeel, ownCache } from './evenkeel.ts';
import {
  ADDED,
  type Bundles,
  bundleTwice,
  CHANGED,
  REMOVED,
  withBrokenMigration,
  withOtherTables,
  withStoresKept,
  writeAssembly,
} from './second-opinion/assemblies.ts';
import { cdk, type Deployed, deploy } from './second-opinion/cdk.ts';
import { judgedByBotocore } from './judged.ts';
import { shopApi } from './second-opinion/shop.ts';
import { ACCOUNT, REGION, type SecondOpinion, startSecondOpinion } from './second-opinion/server.ts';

describe('an independent implementation of AWS', () => {
  let directory: string;
  let bundles: Bundles;
  let server: SecondOpinion;
  let dynamodb: DynamoDBClient;
  let lambda: LambdaClient;
  let environment: Readonly<Record<string, string>>;
  const transcript: string[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-second-opinion-'));
    server = await startSecondOpinion(directory, ['evenkeel-dev-cluster', 'evenkeel-prod-cluster']);
    // What runs in this process finds the stage as a command would.
    Object.assign(process.env, server.environment);
    bundles = await bundleTwice(directory);
    environment = { ...server.recorded, EVENKEEL_CACHE: await ownCache(directory) };
    dynamodb = new DynamoDBClient({ region: REGION });
    lambda = new LambdaClient({ region: REGION });
  }, 300_000);

  afterAll(async () => {
    dynamodb.destroy();
    lambda.destroy();
    await server.close();
    if (process.env['EVENKEEL_TRANSCRIPT'] !== undefined) {
      await writeFile(process.env['EVENKEEL_TRANSCRIPT'], transcript.join('\n'));
    }
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  const assembly = (
    name: string,
    options: Omit<Parameters<typeof writeAssembly>[0], 'outdir' | 'bundles'> & { readonly bundles?: string },
  ) => writeAssembly({ bundles: bundles.folder, ...options, outdir: join(directory, name) });

  const expectDeployed = (title: string, { exitCode, transcript: text }: Deployed): void => {
    transcript.push(`$ ${title}`, text);
    expect({ exitCode, text: exitCode === 0 ? '' : `${text}\n${server.denied().join('\n')}` }).toEqual({
      exitCode: 0,
      text: '',
    });
  };

  const tables = async (prefix: string): Promise<readonly string[]> => {
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    return TableNames.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  };

  const onAws = async (...command: readonly string[]) => {
    const { exitCode, stdout, stderr } = await evenkeel([...command, '--target', 'aws', '--json'], {
      cwd: directory,
      env: environment,
    }).ended;
    return { exitCode, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>) };
  };

  it('takes the bootstrap stack', async () => {
    expectDeployed('cdk bootstrap', await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], server.environment));
  }, 120_000);

  it('takes all stacks of dev, whose first reconcile run is clean', async () => {
    const app = await assembly('dev', { stage: 'dev' });
    expectDeployed('cdk deploy --all (dev)', await deploy(app, server.environment));
    expect(await tables('evenkeel-dev-')).toContain(REMOVED.table);
  }, 240_000);

  it('takes a second deployment with a changed function, another table, and without a table and its function', async () => {
    const before = await lambda.send(new GetAliasCommand({ FunctionName: `evenkeel-dev-${CHANGED}`, Name: 'live' }));
    const app = await assembly('dev-changed', {
      stage: 'dev',
      bundles: bundles.changed,
      mutate: withOtherTables('evenkeel-dev-'),
    });
    expectDeployed('cdk deploy --all (dev, changed)', await deploy(app, server.environment));
    const after = await lambda.send(new GetAliasCommand({ FunctionName: `evenkeel-dev-${CHANGED}`, Name: 'live' }));
    expect(Number(after.FunctionVersion)).toBe(Number(before.FunctionVersion) + 1);
    const now = await tables('evenkeel-dev-');
    expect(now).toContain(ADDED);
    expect(now).not.toContain(REMOVED.table);
    await expect(
      lambda.send(new GetFunctionCommand({ FunctionName: `evenkeel-dev-${REMOVED.function}` })),
    ).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
    expectDeployed('cdk deploy --all (dev, as it was)', await deploy(join(directory, 'dev'), server.environment));
    expect(await tables('evenkeel-dev-')).toContain(REMOVED.table);
  }, 240_000);

  it('runs orders to their ends', async () => {
    const api = await shopApi(server, AbortSignal.timeout(400_000));
    expect(await seedShop(api)).toMatchObject({ products: expect.any(Number) });
    await warmUpShop(api, 'second-opinion');
  }, 420_000);

  it('rolls a failed first deployment of prod back, so that it can be repeated', async () => {
    const broken = await assembly('prod-broken', { stage: 'prod', first: true, mutate: withBrokenMigration });
    const failed = await deploy(broken, server.environment);
    transcript.push('$ cdk deploy --all (prod, first, with a broken migration)', failed.transcript);
    expect(failed.exitCode).toBe(1);
    expect(failed.transcript).toMatch(/CREATE_FAILED +\| Custom::SchemaMigration/);
    expect(failed.transcript).toMatch(/DELETE_COMPLETE +\| AWS::DynamoDB::Table/);
    expect(await tables('evenkeel-prod-')).toEqual([]);

    const first = await assembly('prod-first', { stage: 'prod', first: true });
    expectDeployed('cdk deploy --all (prod, first, repeated)', await deploy(first, server.environment));
  }, 240_000);

  it('takes the second deployment of prod, which protects what the first created', async () => {
    const app = await assembly('prod', { stage: 'prod' });
    expectDeployed('cdk deploy --all (prod)', await deploy(app, server.environment));
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'evenkeel-prod-checkout-orders' }));
    expect(Table?.DeletionProtectionEnabled).toBe(true);
  }, 240_000);

  it.each(['dev', 'prod'])(
    'answers reconcile and schedule of %s',
    async (stage) => {
      const { exitCode, answer, stderr } = await onAws('reconcile', '--stage', stage);
      expect({ exitCode, outcome: answer?.['outcome'], stderr: exitCode === 0 ? '' : stderr }).toEqual({
        exitCode: 0,
        outcome: 'clean',
        stderr: '',
      });
      expect(await onAws('schedule', 'show', '--stage', stage)).toMatchObject({
        exitCode: 0,
        answer: { state: 'ENABLED' },
      });
      expect(await onAws('schedule', 'pause', '--stage', stage)).toMatchObject({
        exitCode: 0,
        answer: { state: 'DISABLED' },
      });
      expect(await onAws('schedule', 'resume', '--stage', stage)).toMatchObject({
        exitCode: 0,
        answer: { state: 'ENABLED' },
      });
      expect(await onAws('schedule', 'run-now', '--stage', stage)).toMatchObject({ exitCode: 0 });
    },
    240_000,
  );

  it('answers chaos status and stop of dev, and prod has no chaos to stop', async () => {
    expect(await onAws('chaos', 'status', '--stage', 'dev')).toMatchObject({ exitCode: 0, answer: { armed: [] } });
    expect(await onAws('chaos', 'stop', '--stage', 'dev')).toMatchObject({ exitCode: 0 });
    for (const command of ['status', 'stop']) {
      expect(await onAws('chaos', command, '--stage', 'prod')).toMatchObject({ exitCode: 2 });
    }
  }, 120_000);

  it('denies no call: the roles allow what the functions do', () => {
    expect(server.denied()).toEqual([]);
  });

  it('receives only requests that are valid by the service models of botocore', async () => {
    const { operations, problems } = await judgedByBotocore(server.requests);
    expect(problems).toEqual([]);
    expect(Object.keys(operations)).toEqual(
      expect.arrayContaining(['dynamodb:TransactWriteItems', 'rds-data:ExecuteStatement', 'lambda:Invoke']),
    );
    expect(operations).toHaveProperty(['scheduler:UpdateSchedule']);
  }, 60_000);
});

// The control: stores that a failed deployment leaves behind, whose names the next attempt would find taken, are seen.
describe('a first deployment that keeps its stores when it fails', () => {
  it('leaves its tables behind', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'evenkeel-second-opinion-'));
    const server = await startSecondOpinion(directory, ['evenkeel-prod-cluster']);
    Object.assign(process.env, server.environment);
    const dynamodb = new DynamoDBClient({ region: REGION });
    try {
      const bundles = await bundleTwice(directory);
      await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], server.environment);
      const broken = await writeAssembly({
        stage: 'prod',
        first: true,
        bundles: bundles.folder,
        outdir: join(directory, 'broken'),
        mutate: (template, stack) => withStoresKept(withBrokenMigration(template, stack), stack),
      });
      expect((await deploy(broken, server.environment)).exitCode).toBe(1);
      const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
      expect(TableNames).toContain('evenkeel-prod-checkout-orders');
    } finally {
      dynamodb.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  }, 300_000);
});
