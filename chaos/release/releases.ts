/** Deploys a defective version through CodeDeploy, follows it to its end, and puts the function back as it was. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { unzipSync, zipSync } from 'fflate';
import { isAwsError } from '../aws.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { TargetClients } from '../target.ts';
import { type Defect, defectivePackage, type Files, intactPackage } from './package.ts';

type ReleaseClients = Pick<TargetClients, 'lambda' | 'codedeploy'>;

/** The function that is released, and how CodeDeploy knows it. Names are physical. */
export interface ReleasedFunction {
  readonly functionName: string;
  readonly alias: string;
  readonly application: string;
  readonly group: string;
}

/** A deployment under way, and what puts the function back. */
export interface StartedRelease extends ReleasedFunction {
  readonly deploymentId: string;
  /** The version before, and the defective one. */
  readonly from: string;
  readonly to: string;
  /** The package of `$LATEST` before. */
  readonly intact: Uint8Array;
}

/** How a deployment ended. */
interface ReleaseEnd {
  readonly status: string;
  /** CodeDeploy's error code, such as `ALARM_ACTIVE`. */
  readonly code: string | undefined;
  readonly message: string;
  /** The version that the alias names at the end, and the percent of calls that another one still receives. */
  readonly serving: string;
  readonly otherPercent: number;
  /** The alarms that the deployment group watches, and what it rolls back on. */
  readonly watches: readonly string[];
  readonly rollsBackOn: readonly string[];
  /** Virtual time at which the deployment, or the one that took it back, had ended. */
  readonly completedAt: Date | undefined;
}

const ENDED = ['Succeeded', 'Failed', 'Stopped'];

/** Real milliseconds between two looks at a deployment. */
const POLL_MS = 500;
/** Real seconds for Lambda to make new code ready. */
const UPDATE_SECONDS = 120;

/**
 * Publishes the defective version, and resolves once the deployment gives it traffic: its hook has then succeeded.
 *
 * @throws HarnessError if the deployment ends before
 */
export async function startRelease(
  clients: ReleaseClients,
  target: ReleasedFunction,
  { shift, hooks, defect, other }: ReleaseOrder,
  signal: AbortSignal,
): Promise<StartedRelease> {
  const { functionName, alias } = target;
  const { FunctionVersion: from = '' } = await clients.lambda.send(
    new GetAliasCommand({ FunctionName: functionName, Name: alias }),
  );
  const { files, handler } = await deployedCode(clients, functionName);
  const intact = intactPackage(files);
  const zip = zipSync({ ...intact });
  const to = await publish(clients, functionName, zipSync({ ...defectivePackage(intact, handler, defect, other) }));
  const prepared: Omit<StartedRelease, 'deploymentId'> = { ...target, from, to, intact: zip };
  let release: StartedRelease | undefined;
  try {
    release = { ...prepared, deploymentId: await deploy(clients, { ...prepared, hooks, shift }) };
    await awaitTraffic(clients, release, signal);
    return release;
  } catch (error) {
    const undone = release === undefined ? restore(clients, prepared) : undoRelease(clients, release);
    await undone.catch(() => undefined);
    throw error;
  }
}

export interface ReleaseOrder {
  /** Name of the deployment configuration. */
  readonly shift: string;
  /** Functions that check the release, by lifecycle event. */
  readonly hooks: Readonly<Record<string, string>>;
  readonly defect: Defect;
  /** The code of the defect `code`. */
  readonly other?: Files | undefined;
}

/** Waits until the deployment has ended, and the one that takes it back; undefined if it has not until `isOver`. */
export async function awaitEnd(
  clients: ReleaseClients,
  release: StartedRelease,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<ReleaseEnd | undefined> {
  for (;;) {
    const info = await infoOf(clients, release.deploymentId);
    if (ENDED.includes(info.status ?? '')) {
      const back = info.rollbackInfo?.rollbackDeploymentId;
      const last = back === undefined ? info : await infoOf(clients, back);
      if (ENDED.includes(last.status ?? '')) return endOf(clients, release, info, last.completeTime);
    }
    if (isOver()) return undefined;
    await wait(POLL_MS, undefined, { signal });
  }
}

/** Stops the deployment if it has not ended, and puts alias and code back. Safe to call twice. */
export async function undoRelease(clients: ReleaseClients, release: StartedRelease): Promise<void> {
  const { deploymentId } = release;
  await clients.codedeploy
    .send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }))
    .catch((error: unknown) => {
      if (!isAwsError(error, 'DeploymentAlreadyCompletedException')) throw error;
    });
  const stopped = AbortSignal.timeout(UPDATE_SECONDS * 1000);
  await awaitEnd(clients, release, () => stopped.aborted, stopped);
  await restore(clients, release);
}

async function deployedCode(
  { lambda }: ReleaseClients,
  functionName: string,
): Promise<{ readonly files: Files; readonly handler: string }> {
  const { Code, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
  const response = await fetch(Code?.Location ?? '');
  if (!response.ok) throw new HarnessError(`the code of ${functionName} cannot be read: status ${response.status}`);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const entries = Object.entries(files).filter(([path]) => !path.endsWith('/'));
  return { files: Object.fromEntries(entries), handler: Configuration?.Handler ?? '' };
}

async function publish({ lambda }: ReleaseClients, functionName: string, zip: Uint8Array): Promise<string> {
  const update = new UpdateFunctionCodeCommand({ FunctionName: functionName, ZipFile: zip, Publish: true });
  const { Version } = await lambda.send(update);
  await updated(lambda, functionName);
  return Version ?? '';
}

async function deploy(
  { codedeploy }: ReleaseClients,
  release: Omit<StartedRelease, 'deploymentId'> & Pick<ReleaseOrder, 'hooks' | 'shift'>,
): Promise<string> {
  const { functionName, alias, application, group, from, to, hooks, shift } = release;
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [functionName]: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: functionName, Alias: alias, CurrentVersion: from, TargetVersion: to },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([event, name]) => ({ [event]: name })),
  });
  const { deploymentId = '' } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: application,
      deploymentGroupName: group,
      deploymentConfigName: shift,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    }),
  );
  return deploymentId;
}

async function awaitTraffic(clients: ReleaseClients, release: StartedRelease, signal: AbortSignal): Promise<void> {
  const { deploymentId, functionName, to } = release;
  for (;;) {
    const info = await infoOf(clients, deploymentId);
    const { version, others } = await routeOf(clients, release);
    if (version === to || others.has(to)) return;
    if (ENDED.includes(info.status ?? '')) {
      throw new HarnessError(
        `deployment ${deploymentId} of ${functionName} ended ${info.status ?? ''} before it gave version ${to} any traffic: ${info.errorInformation?.message ?? 'see the log of its hook'}`,
      );
    }
    await wait(POLL_MS, undefined, { signal });
  }
}

async function infoOf({ codedeploy }: ReleaseClients, deploymentId: string): Promise<DeploymentInfo> {
  return (await codedeploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo ?? {};
}

async function routeOf(
  { lambda }: ReleaseClients,
  { functionName, alias }: ReleasedFunction,
): Promise<{ readonly version: string; readonly others: ReadonlyMap<string, number> }> {
  const found = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
  const weights = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {});
  return { version: found.FunctionVersion ?? '', others: new Map(weights) };
}

async function endOf(
  clients: ReleaseClients,
  release: StartedRelease,
  info: DeploymentInfo,
  completedAt: Date | undefined,
): Promise<ReleaseEnd> {
  const { application: applicationName, group: deploymentGroupName } = release;
  const { deploymentGroupInfo: group } = await clients.codedeploy.send(
    new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }),
  );
  const { version, others } = await routeOf(clients, release);
  const watched = group?.alarmConfiguration?.enabled === true ? (group.alarmConfiguration.alarms ?? []) : [];
  const rollback = group?.autoRollbackConfiguration;
  return {
    status: info.status ?? '',
    code: info.errorInformation?.code,
    message: info.errorInformation?.message ?? '',
    serving: version,
    otherPercent: [...others.values()].reduce((sum, weight) => sum + weight * 100, 0),
    watches: watched.flatMap(({ name }) => name ?? []),
    rollsBackOn: rollback?.enabled === true ? (rollback.events ?? []) : [],
    completedAt,
  };
}

/** The alias names the version from before, the function runs its code, and the defective version is gone. */
async function restore(clients: ReleaseClients, release: Omit<StartedRelease, 'deploymentId'>): Promise<void> {
  const { lambda } = clients;
  const { functionName: FunctionName, alias, from, to, intact } = release;
  const { version, others } = await routeOf(clients, release);
  if (version !== from || others.size > 0) {
    const RoutingConfig = { AdditionalVersionWeights: {} };
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: alias, FunctionVersion: from, RoutingConfig }));
  }
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: intact }));
  await updated(lambda, FunctionName);
  await lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: to })).catch((error: unknown) => {
    if (!isAwsError(error, 'ResourceNotFoundException')) {
      throw new HarnessError(`version ${to} of ${FunctionName} cannot be deleted: ${messageOf(error)}`);
    }
  });
}

async function updated(client: ReleaseClients['lambda'], FunctionName: string): Promise<void> {
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: UPDATE_SECONDS, minDelay: 1 }, { FunctionName });
}
