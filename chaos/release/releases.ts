/** Deploys a defective version through CodeDeploy, follows it to its end, and puts the function back as it was. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, GetFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { unzipSync, zipSync } from 'fflate';
import { isAwsError } from '../aws.ts';
import { HarnessError, StoppedError } from '../errors.ts';
import type { TargetClients } from '../target.ts';
import { type Defect, defectivePackage, type Files, intactPackage } from './package.ts';
import { restore, updated, UPDATE_SECONDS } from './restore.ts';
import { foreignOn, type Route, routeOf } from './route.ts';
import type { PublishedRelease, ReleasedFunction, ReleaseEnd, StartedRelease } from './started.ts';

type ReleaseClients = Pick<TargetClients, 'lambda' | 'codedeploy'>;

const ENDED = ['Succeeded', 'Failed', 'Stopped'];

/** Real milliseconds between two looks at a deployment. */
const POLL_MS = 500;

/**
 * Publishes the defective version, and resolves once the deployment gives it traffic: its hook has then succeeded.
 *
 * @throws StoppedError if the deployment ends before, such as by its hook; the function is as it was
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
  const defective = zipSync({ ...defectivePackage(intact, handler, defect, other) });
  const published = { ...target, from, ...(await publish(clients, functionName, defective)), intact: zip };
  let release: StartedRelease | undefined;
  try {
    release = { ...published, deploymentId: await deploy(clients, { ...published, hooks, shift }) };
    await awaitTraffic(clients, release, signal);
    return release;
  } catch (error) {
    const undone = release === undefined ? restore(clients, published) : undoRelease(clients, release);
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

/** What became of a deployment. */
interface AwaitedEnd {
  /** Undefined if it had not ended in time. */
  readonly end: ReleaseEnd | undefined;
  /** Versions that received calls of the alias meanwhile, and are none of the release's: somebody else deployed. */
  readonly foreign: readonly string[];
}

/** Waits, at most until `isOver`, for the end of the deployment and of the one that takes it back. */
export async function awaitEnd(
  clients: ReleaseClients,
  release: StartedRelease,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<AwaitedEnd> {
  const foreign = new Set<string>();
  for (;;) {
    const info = await infoOf(clients, release.deploymentId);
    let last: DeploymentInfo | undefined;
    if (hasEnded(info)) {
      const back = info.rollbackInfo?.rollbackDeploymentId;
      last = back === undefined ? info : await infoOf(clients, back);
    }
    // Read after the deployments, so that it is where they have left the alias.
    const route = await routeOf(clients, release);
    for (const version of foreignOn(route, release)) foreign.add(version);
    if (last !== undefined && hasEnded(last)) {
      const end = { ...(await endOf(clients, release, info)), ...servedBy(route), completedAt: last.completeTime };
      return { end, foreign: [...foreign] };
    }
    if (isOver()) return { end: undefined, foreign: [...foreign] };
    await wait(POLL_MS, undefined, { signal });
  }
}

/**
 * Stops the deployment if it has not ended, and puts alias and code back. Safe to call twice.
 *
 * @returns a sentence for each thing that stays as somebody else has put it
 */
export async function undoRelease(clients: ReleaseClients, release: StartedRelease): Promise<readonly string[]> {
  const { deploymentId } = release;
  await clients.codedeploy
    .send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }))
    .catch((error: unknown) => {
      if (!isAwsError(error, 'DeploymentAlreadyCompletedException')) throw error;
    });
  const stopped = AbortSignal.timeout(UPDATE_SECONDS * 1000);
  await awaitEnd(clients, release, () => stopped.aborted, stopped);
  return restore(clients, release);
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

async function publish(
  { lambda }: ReleaseClients,
  functionName: string,
  zip: Uint8Array,
): Promise<Pick<PublishedRelease, 'to' | 'codeSha256'>> {
  const update = new UpdateFunctionCodeCommand({ FunctionName: functionName, ZipFile: zip, Publish: true });
  const { Version: to = '', CodeSha256: codeSha256 = '' } = await lambda.send(update);
  await updated(lambda, functionName);
  return { to, codeSha256 };
}

async function deploy(
  { codedeploy }: ReleaseClients,
  release: PublishedRelease & Pick<ReleaseOrder, 'hooks' | 'shift'>,
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
    if (hasEnded(info)) {
      throw new StoppedError(
        `release of ${functionName}`,
        `deployment ${deploymentId} ended ${info.status ?? ''} before it gave version ${to} any traffic: ${info.errorInformation?.message ?? 'see the log of its hook'}`,
      );
    }
    await wait(POLL_MS, undefined, { signal });
  }
}

async function infoOf({ codedeploy }: ReleaseClients, deploymentId: string): Promise<DeploymentInfo> {
  return (await codedeploy.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo ?? {};
}

const hasEnded = ({ status }: DeploymentInfo): boolean => ENDED.includes(status ?? '');

const servedBy = ({ version, others }: Route): Pick<ReleaseEnd, 'serving' | 'otherPercent'> => ({
  serving: version,
  otherPercent: [...others.values()].reduce((sum, weight) => sum + weight * 100, 0),
});

async function endOf(
  { codedeploy }: ReleaseClients,
  { application: applicationName, group: deploymentGroupName }: StartedRelease,
  info: DeploymentInfo,
): Promise<Omit<ReleaseEnd, 'serving' | 'otherPercent' | 'completedAt'>> {
  const { deploymentGroupInfo: group } = await codedeploy.send(
    new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }),
  );
  const watched = group?.alarmConfiguration?.enabled === true ? (group.alarmConfiguration.alarms ?? []) : [];
  const rollback = group?.autoRollbackConfiguration;
  return {
    status: info.status ?? '',
    code: info.errorInformation?.code,
    message: info.errorInformation?.message ?? '',
    watches: watched.flatMap(({ name }) => name ?? []),
    rollsBackOn: rollback?.enabled === true ? (rollback.events ?? []) : [],
  };
}
