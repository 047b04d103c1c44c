/** A release on local Lambda and CodeDeploy, and what of a deployment by somebody else outlives its end. */
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
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
import { StoppedError } from '../../../chaos/errors.ts';
import { awaitEnd, startRelease, type StartedRelease, undoRelease } from '../../../chaos/release/index.ts';
import { type CodeDeploy, createCodeDeploy } from '../../../local/codedeploy/index.ts';
import { CODE_PATH, createLambda, type LambdaService } from '../../../local/lambda/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { makeSite, provision, ROLE, type TestSite } from '../local-lambda/site.ts';

let test: TestSite;
let local: LambdaService;
let codeDeploy: CodeDeploy;
let clients: { readonly lambda: LambdaClient; readonly codedeploy: CodeDeployClient };
let alarm: 'OK' | 'ALARM';
let name = '';
let count = 0;

const moduleOf = (version: string) => `export const handler = async () => '${version}';`;

beforeAll(async () => {
  test = await makeSite({ speed: 600, startAt: new Date('2031-05-05T10:00:00Z') });
  const { site, metrics, logs, queues, findNode } = test;
  local = createLambda(site, { metrics, logs, queues, environment: {}, findNode });
  codeDeploy = createCodeDeploy(site, { traffic: local.traffic, alarmState: () => alarm, invoker: local });
  test.server.mount(local, codeDeploy);
  test.server.answer(CODE_PATH, local.download);
  const common = { region: 'us-east-1', credentials: localCredentials, maxAttempts: 1 };
  clients = {
    lambda: new LambdaClient({ ...common, endpoint: `${site.baseUrl}/lambda` }),
    codedeploy: new CodeDeployClient({ ...common, endpoint: `${site.baseUrl}/codedeploy` }),
  };
  const application = { ApplicationName: 'shop', ComputePlatform: 'Lambda' };
  await provision(
    codeDeploy.resourceTypes,
    'AWS::CodeDeploy::Application',
    application,
    await test.asset('application', ''),
  );
});

afterAll(async () => {
  clients.lambda.destroy();
  clients.codedeploy.destroy();
  await codeDeploy.close();
  await local.close();
  await test.remove();
});

/** A function with the alias `live` on version 1, and a deployment group that rolls back on alarms. */
beforeEach(async () => {
  alarm = 'OK';
  count += 1;
  name = `pay-${count}`;
  const context = await test.asset(name, moduleOf('intact'));
  const code = { Handler: 'index.handler', Runtime: 'nodejs24.x', Role: ROLE, Code: { S3Key: 'x.zip' } };
  await provision(local.resourceTypes, 'AWS::Lambda::Function', { FunctionName: name, ...code }, context);
  await clients.lambda.send(new PublishVersionCommand({ FunctionName: name }));
  await clients.lambda.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '1' }));
  const group = {
    ApplicationName: 'shop',
    DeploymentGroupName: name,
    ServiceRoleArn: ROLE,
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_STOP_ON_ALARM'] },
  };
  await provision(codeDeploy.resourceTypes, 'AWS::CodeDeploy::DeploymentGroup', group, context);
});

const begin = async (hooks: Readonly<Record<string, string>> = {}): Promise<StartedRelease> =>
  startRelease(
    clients,
    { functionName: name, alias: 'live', application: 'shop', group: name },
    {
      shift: 'CodeDeployDefault.LambdaCanary10Percent30Minutes',
      hooks,
      defect: {
        faultId: 'bad',
        run: 'r1',
        scenario: '',
        iterations: [],
        until: '2031-06-01T00:00:00.000Z',
        defect: 'throws',
        ms: 0,
      },
    },
    AbortSignal.timeout(10_000),
  );

const end = async (release: StartedRelease) => awaitEnd(clients, release, () => false, AbortSignal.timeout(10_000));

/** Publishes other code, and moves the alias to it, as a deployment past the run does. */
async function deployPastTheRun(routing: Readonly<Record<string, number>> = {}): Promise<string> {
  const ZipFile = zipSync({ 'index.mjs': new TextEncoder().encode(moduleOf('foreign')) });
  const { Version = '' } = await clients.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile, Publish: true }),
  );
  const RoutingConfig = { AdditionalVersionWeights: routing };
  await clients.lambda.send(
    new UpdateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: Version, RoutingConfig }),
  );
  return Version;
}

async function deployed() {
  const { lambda } = clients;
  const { FunctionVersion, RoutingConfig } = await lambda.send(
    new GetAliasCommand({ FunctionName: name, Name: 'live' }),
  );
  const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const files = unzipSync(new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer()));
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name }));
  return {
    serving: FunctionVersion,
    others: RoutingConfig?.AdditionalVersionWeights,
    latest: new TextDecoder().decode(files['index.mjs']),
    versions: Versions.map(({ Version }) => Version),
  };
}

describe('a release that the system refuses before it receives a call', () => {
  it('stops the run, which names the deployment, and leaves the function as it was', async () => {
    const before = await deployed();
    const refused = await begin({ BeforeAllowTraffic: 'nobody' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoppedError);
    expect(refused).toMatchObject({
      condition: `release of ${name}`,
      message: expect.stringMatching(/^deployment d-\w+ ended Failed before it gave version 2 any traffic: /),
    });
    expect(await deployed()).toEqual(before);
  });
});

describe('a release', () => {
  it('leaves alias, code and versions as they were', async () => {
    const before = await deployed();
    const release = await begin();
    expect(await deployed()).toMatchObject({ serving: '1', others: { '2': 0.1 } });
    expect(await undoRelease(clients, release)).toEqual([]);
    expect(await deployed()).toEqual(before);
  });

  it('that an alarm stops ends at the version before, and saw no version of anybody else', async () => {
    const release = await begin();
    alarm = 'ALARM';
    const ended = await end(release);
    expect(ended).toMatchObject({ foreign: [], end: { code: 'ALARM_ACTIVE', serving: '1', otherPercent: 0 } });
    expect(await undoRelease(clients, release)).toEqual([]);
  });
});

describe('a deployment by somebody else during a release', () => {
  it('is seen, and its version and code are not overwritten', async () => {
    const release = await begin();
    const version = await deployPastTheRun();
    const over = await awaitEnd(clients, release, () => true, AbortSignal.timeout(10_000));
    expect(over).toEqual({ end: undefined, foreign: [version] });
    expect(await undoRelease(clients, release)).toEqual([
      `${name}:live keeps version ${version}, which the run did not deploy`,
      `${name} keeps the code of its $LATEST, which is not the run's`,
    ]);
    expect(await deployed()).toEqual({
      serving: version,
      others: undefined,
      latest: moduleOf('foreign'),
      versions: ['$LATEST', '1', version],
    });
  });

  it('is seen although a rollback overwrites it before the end', async () => {
    const release = await begin();
    const version = await deployPastTheRun();
    const ending = end(release);
    await new Promise((resolve) => setTimeout(resolve, 100));
    alarm = 'ALARM';
    expect(await ending).toMatchObject({ foreign: [version], end: { code: 'ALARM_ACTIVE', serving: '1' } });
    await undoRelease(clients, release);
  });

  it('loses only the share of the calls that went to the defective version', async () => {
    const release = await begin();
    const version = await deployPastTheRun({ [release.to]: 0.5 });
    await undoRelease(clients, release);
    expect(await deployed()).toMatchObject({ serving: version, others: undefined });
  });
});
