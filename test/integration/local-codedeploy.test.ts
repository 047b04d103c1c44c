/** CodeDeploy through the SDK, over HTTP, with functions that run. */
import {
  CodeDeployClient,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { type CodeDeploy, createCodeDeploy } from '../../local/codedeploy/index.ts';
import { CODE_PATH, createLambda, type LambdaService } from '../../local/lambda/index.ts';
import { localCredentials } from '../local-credentials.ts';
import { makeSite, provision, type TestSite } from './local-lambda/site.ts';

const START = new Date('2031-05-05T10:00:00Z');
const SPEED = 600;
const ROLE = 'arn:aws:iam::000000000000:role/deploys';

let test: TestSite;
let lambda: LambdaService;
let codeDeploy: CodeDeploy;
let functions: LambdaClient;
let client: CodeDeployClient;
/** Names of the alarms that are in ALARM. */
const alarmed = new Set<string>();
/** What the hooks were called with. */
const hooked: { readonly DeploymentId: string; readonly LifecycleEventHookExecutionId: string }[] = [];
let name = '';
let count = 0;

const moduleOf = (version: string) => `export const handler = async () => '${version}';`;
const zipOf = (source: string) => zipSync({ 'index.mjs': new TextEncoder().encode(source) });

beforeAll(async () => {
  test = await makeSite({ speed: SPEED, startAt: START });
  const { site, metrics, logs, queues, findNode } = test;
  lambda = createLambda(site, { metrics, logs, queues, environment: {}, findNode });
  codeDeploy = createCodeDeploy(site, {
    traffic: lambda.traffic,
    alarmState: (alarm) => (alarm === 'gone' ? undefined : alarmed.has(alarm) ? 'ALARM' : 'OK'),
    invoker: {
      async invoke(request) {
        if (request.functionRef !== 'check') return lambda.invoke(request);
        hooked.push(JSON.parse(request.payload) as (typeof hooked)[number]);
        return Promise.resolve({ status: 202, payload: '' });
      },
    },
  });
  test.server.mount(lambda, codeDeploy);
  test.server.answer(CODE_PATH, lambda.download);
  const common = { region: 'us-east-1', credentials: localCredentials, maxAttempts: 1 };
  functions = new LambdaClient({ ...common, endpoint: `${site.baseUrl}/lambda` });
  client = new CodeDeployClient({ ...common, endpoint: `${site.baseUrl}/codedeploy` });
  const context = await test.asset('app', '');
  await provision(
    codeDeploy.resourceTypes,
    'AWS::CodeDeploy::Application',
    { ApplicationName: 'shop', ComputePlatform: 'Lambda' },
    context,
  );
});

afterAll(async () => {
  functions.destroy();
  client.destroy();
  await codeDeploy.close();
  await lambda.close();
  await test.remove();
});

/** A function with the alias `live` on version 1, version 2, and a deployment group of its own. */
beforeEach(async () => {
  alarmed.clear();
  hooked.length = 0;
  count += 1;
  name = `pay-${count}`;
  const context = await test.asset(name, moduleOf('one'));
  const properties = {
    FunctionName: name,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: ROLE,
    Code: { S3Key: 'x.zip' },
  };
  await provision(lambda.resourceTypes, 'AWS::Lambda::Function', properties, context);
  await functions.send(new PublishVersionCommand({ FunctionName: name }));
  await functions.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '1' }));
  const ZipFile = zipOf(moduleOf('two'));
  await functions.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile, Publish: true }));
  await group({});
});

const group = async (more: object) =>
  provision(
    codeDeploy.resourceTypes,
    'AWS::CodeDeploy::DeploymentGroup',
    {
      ApplicationName: 'shop',
      DeploymentGroupName: name,
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      ServiceRoleArn: 'arn:aws:iam::000000000000:role/deploys',
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: `errors-${name}` }] },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
      ...more,
    },
    await test.asset(`${name}-group`, ''),
  );

function specOf(hooks: object[] = [], target = '2'): string {
  const Properties = { Name: name, Alias: 'live', CurrentVersion: '1', TargetVersion: target };
  return JSON.stringify({
    version: 0.0,
    Resources: [{ [name]: { Type: 'AWS::Lambda::Function', Properties } }],
    Hooks: hooks,
  });
}

async function deploy(hooks: object[] = [], more: Partial<CreateDeploymentCommandInput> = {}): Promise<string> {
  const { deploymentId = '' } = await client.send(
    new CreateDeploymentCommand({
      applicationName: 'shop',
      deploymentGroupName: name,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: specOf(hooks) } },
      ...more,
    }),
  );
  return deploymentId;
}

const infoOf = async (deploymentId: string) =>
  (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;
const aliasOf = async () => functions.send(new GetAliasCommand({ FunctionName: name, Name: 'live' }));

async function until<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (let turn = 0; turn < 500; turn += 1) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`still ${JSON.stringify(await read())}`);
}

const ended = async (deploymentId: string) =>
  until(
    () => infoOf(deploymentId),
    (info) => ['Succeeded', 'Failed', 'Stopped'].includes(info?.status ?? ''),
  );
const eventsOf = async (deploymentId: string) => {
  const targetId = `${name}:live`;
  const { deploymentTarget } = await client.send(new GetDeploymentTargetCommand({ deploymentId, targetId }));
  return deploymentTarget?.lambdaTarget?.lifecycleEvents?.map((event) => [event.lifecycleEventName, event.status]);
};

describe('versions and aliases', () => {
  it('publishes uploaded code as a version, lists versions, and links to the code of each', async () => {
    const { Versions = [] } = await functions.send(new ListVersionsByFunctionCommand({ FunctionName: name }));
    expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
    expect(Versions[1]?.CodeSha256).not.toBe(Versions[2]?.CodeSha256);
    const { Code, Configuration } = await functions.send(
      new GetFunctionCommand({ FunctionName: name, Qualifier: 'live' }),
    );
    expect(Configuration).toMatchObject({ Version: '1', FunctionArn: expect.stringMatching(/:live$/u) });
    const files = unzipSync(new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer()));
    expect(new TextDecoder().decode(files['index.mjs'])).toBe(moduleOf('one'));
  });

  it('splits calls by weight, and counts them per version', async () => {
    const weighted = { AdditionalVersionWeights: { '2': 1 } };
    await functions.send(new UpdateAliasCommand({ FunctionName: name, Name: 'live', RoutingConfig: weighted }));
    const reply = await lambda.invoke({
      functionRef: `${name}:live`,
      type: 'RequestResponse',
      payload: '{}',
      caller: test.site.access.administrator,
    });
    expect(reply).toMatchObject({ payload: '"two"', version: '2' });
    const dimensions = { FunctionName: name, Resource: `${name}:live`, ExecutedVersion: '2' };
    expect(test.data).toContainEqual(expect.objectContaining({ name: 'Invocations', dimensions }));
  });

  it('refuses another version for the same code, and code of another hash', async () => {
    const again = await functions.send(new PublishVersionCommand({ FunctionName: name }));
    expect(again.Version).toBe('2');
    const other = functions.send(new PublishVersionCommand({ FunctionName: name, CodeSha256: 'other' }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    const noZip = new TextEncoder().encode('no zip');
    const broken = functions.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: noZip }));
    await expect(broken).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});

describe('a deployment', () => {
  it('gives the canary its share, and after its interval the rest', async () => {
    const begun = test.site.clock.now();
    const id = await deploy();
    const shifting = await until(aliasOf, ({ RoutingConfig }) => RoutingConfig !== undefined);
    expect(shifting).toMatchObject({ FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } } });
    const info = await ended(id);
    expect(info).toMatchObject({ status: 'Succeeded', creator: 'user', computePlatform: 'Lambda' });
    expect(test.site.clock.now() - begun).toBeGreaterThanOrEqual(300_000);
    const alias = await aliasOf();
    expect(alias.FunctionVersion).toBe('2');
    expect(alias.RoutingConfig).toBeUndefined();
  });

  it('shifts in steps if it is linear', async () => {
    const id = await deploy([], { deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' });
    const seen = new Set<number>();
    await until(aliasOf, ({ FunctionVersion, RoutingConfig }) => {
      const weight = RoutingConfig?.AdditionalVersionWeights?.['2'];
      if (weight !== undefined) seen.add(weight);
      return FunctionVersion === '2';
    });
    expect([...seen].slice(0, 4)).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect((await ended(id))?.status).toBe('Succeeded');
  });

  it('stops on an alarm, and a second deployment takes it back', async () => {
    const id = await deploy();
    await until(aliasOf, ({ RoutingConfig }) => RoutingConfig !== undefined);
    alarmed.add(`errors-${name}`);
    const info = await ended(id);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(info?.errorInformation?.message).toContain(`errors-${name}`);
    const back = await ended(info?.rollbackInfo?.rollbackDeploymentId ?? '');
    expect(back).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      rollbackInfo: { rollbackTriggeringDeploymentId: id },
    });
    const alias = await aliasOf();
    expect(alias.FunctionVersion).toBe('1');
    expect(alias.RoutingConfig).toBeUndefined();
  });

  it('stays where it stopped if its group rolls nothing back', async () => {
    await group({ AutoRollbackConfiguration: { Enabled: false, Events: [] } });
    const id = await deploy();
    await until(aliasOf, ({ RoutingConfig }) => RoutingConfig !== undefined);
    alarmed.add(`errors-${name}`);
    const info = await ended(id);
    expect(info?.status).toBe('Stopped');
    expect(info?.rollbackInfo).toBeUndefined();
    expect((await aliasOf()).RoutingConfig?.AdditionalVersionWeights).toEqual({ '2': 0.1 });
  });

  it('does not begin while an alarm is active, or if the state of one cannot be read', async () => {
    alarmed.add(`errors-${name}`);
    expect(await ended(await deploy())).toMatchObject({ status: 'Stopped' });
    alarmed.clear();
    await group({ AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'gone' }] } });
    expect(await ended(await deploy())).toMatchObject({ errorInformation: { code: 'ALARM_ACTIVE' } });
    const ignoring = { Enabled: true, IgnorePollAlarmFailure: true, Alarms: [{ Name: 'gone' }] };
    await group({ AlarmConfiguration: ignoring });
    expect(await ended(await deploy())).toMatchObject({ status: 'Succeeded' });
  });

  it('waits for its hooks before and after the shift', async () => {
    const id = await deploy([{ BeforeAllowTraffic: 'check' }, { AfterAllowTraffic: 'check' }], {
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    });
    const report = async (index: number) => {
      await until(
        async () => Promise.resolve(hooked.length),
        (calls) => calls > index,
      );
      const { LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = hooked[index]!;
      return client.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId: id,
          lifecycleEventHookExecutionId,
          status: 'Succeeded',
        }),
      );
    };
    await until(
      async () => Promise.resolve(hooked.length),
      (calls) => calls === 1,
    );
    expect(hooked[0]?.DeploymentId).toBe(id);
    expect((await aliasOf()).FunctionVersion).toBe('1');
    await report(0);
    await report(1);
    expect((await ended(id))?.status).toBe('Succeeded');
    expect(await eventsOf(id)).toEqual([
      ['BeforeAllowTraffic', 'Succeeded'],
      ['AllowTraffic', 'Succeeded'],
      ['AfterAllowTraffic', 'Succeeded'],
    ]);
    await expect(report(0)).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  it('fails, shifts nothing and is taken back if a hook fails, or does not exist', async () => {
    const id = await deploy([{ BeforeAllowTraffic: 'check' }]);
    await until(
      async () => Promise.resolve(hooked.length),
      (calls) => calls === 1,
    );
    const { LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = hooked[0]!;
    const failed = { deploymentId: id, lifecycleEventHookExecutionId, status: 'Failed' } as const;
    await client.send(new PutLifecycleEventHookExecutionStatusCommand(failed));
    const info = await ended(id);
    expect(info).toMatchObject({ status: 'Failed', errorInformation: { code: 'HOOK_EXECUTION_FAILURE' } });
    expect(await eventsOf(id)).toEqual([
      ['BeforeAllowTraffic', 'Failed'],
      ['AllowTraffic', 'Skipped'],
    ]);
    await ended(info?.rollbackInfo?.rollbackDeploymentId ?? '');
    expect((await aliasOf()).FunctionVersion).toBe('1');
    expect(await ended(await deploy([{ BeforeAllowTraffic: 'nobody' }]))).toMatchObject({ status: 'Failed' });
  });

  it('fails if the alias does not point to the current version, or the new version is unknown', async () => {
    await functions.send(new UpdateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '2' }));
    expect(await ended(await deploy())).toMatchObject({ errorInformation: { code: 'INVALID_LAMBDA_CONFIGURATION' } });
    const revision = { revisionType: 'AppSpecContent' as const, appSpecContent: { content: specOf([], '7') } };
    const unknown = await ended(await deploy([], { revision }));
    expect(unknown).toMatchObject({ errorInformation: { code: 'INVALID_LAMBDA_FUNCTION' } });
  });

  it('is stopped by request, with or without a rollback, and not twice', async () => {
    const first = await deploy();
    await until(aliasOf, ({ RoutingConfig }) => RoutingConfig !== undefined);
    await expect(deploy()).rejects.toMatchObject({ name: 'DeploymentLimitExceededException' });
    await client.send(new StopDeploymentCommand({ deploymentId: first }));
    expect(await ended(first)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    const again = client.send(new StopDeploymentCommand({ deploymentId: first }));
    await expect(again).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
    const second = await deploy();
    await client.send(new StopDeploymentCommand({ deploymentId: second, autoRollbackEnabled: true }));
    const info = await ended(second);
    await ended(info?.rollbackInfo?.rollbackDeploymentId ?? '');
    expect((await aliasOf()).RoutingConfig).toBeUndefined();
  });

  it('is listed by group and status, newest first, and shown with its group', async () => {
    const all = { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' };
    const id = await deploy([], all);
    await ended(id);
    const listed = await client.send(
      new ListDeploymentsCommand({
        applicationName: 'shop',
        deploymentGroupName: name,
        includeOnlyStatuses: ['Succeeded'],
      }),
    );
    expect(listed.deployments).toEqual([id]);
    const targets = await client.send(new ListDeploymentTargetsCommand({ deploymentId: id }));
    expect(targets.targetIds).toEqual([`${name}:live`]);
    const { deploymentGroupInfo } = await client.send(
      new GetDeploymentGroupCommand({ applicationName: 'shop', deploymentGroupName: name }),
    );
    expect(deploymentGroupInfo).toMatchObject({
      alarmConfiguration: { enabled: true, alarms: [{ name: `errors-${name}` }] },
      autoRollbackConfiguration: { enabled: true },
      lastSuccessfulDeployment: { deploymentId: id },
    });
  });

  it.each([
    ['an unknown application', { applicationName: 'none' }, 'ApplicationDoesNotExistException'],
    ['no application', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['an unknown group', { deploymentGroupName: 'none' }, 'DeploymentGroupDoesNotExistException'],
    ['an unknown configuration', { deploymentConfigName: 'none' }, 'DeploymentConfigDoesNotExistException'],
    ['no revision', { revision: undefined }, 'RevisionRequiredException'],
    [
      'an AppSpec that is none',
      { revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'x' } } },
      'InvalidRevisionException',
    ],
  ] as const)('is refused for %s', async (_what, more, error) => {
    await expect(deploy([], more as Partial<CreateDeploymentCommandInput>)).rejects.toMatchObject({ name: error });
  });

  it('is unknown by another id', async () => {
    await expect(infoOf('d-NONE')).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  });
});
