/** Carries out one deployment: validates, shifts the traffic step by step, validates again. */
import {
  AccessDeniedError,
  AwsError,
  type AliasTraffic,
  type Caller,
  type Clock,
  formatArn,
  type Site,
} from '../core/index.ts';
import type { HookName } from './app-spec.ts';
import type { Deployment, DeploymentError, LifecycleEvent } from './deployment.ts';
import type { Hooks } from './hooks.ts';
import { trafficPlan } from './traffic-plan.ts';

export interface ShiftPorts {
  readonly site: Pick<Site, 'access' | 'region' | 'accountId'>;
  readonly clock: Clock;
  readonly traffic: AliasTraffic;
  readonly hooks: Hooks;
}

/** The deployment failed; it has not been stopped from outside. */
export class ShiftFailure extends Error {
  override readonly name = 'ShiftFailure';
  readonly code: DeploymentError['code'];

  constructor(code: DeploymentError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Resolves once all calls go to the new version and both hooks have succeeded.
 *
 * @param signal stops it, and leaves the traffic as it then is
 * @throws ShiftFailure if it fails; the signal's reason if it is stopped
 */
export async function shift(deployment: Deployment, ports: ShiftPorts, signal: AbortSignal): Promise<void> {
  const caller = roleOf(deployment, ports.site);
  requireVersions(deployment, ports.traffic);
  await inEvent(deployment, 'BeforeAllowTraffic', ports.clock, () =>
    runHook(deployment, 'BeforeAllowTraffic', caller, ports.hooks, signal),
  );
  await inEvent(deployment, 'AllowTraffic', ports.clock, () => allowTraffic(deployment, ports, signal));
  await inEvent(deployment, 'AfterAllowTraffic', ports.clock, () =>
    runHook(deployment, 'AfterAllowTraffic', caller, ports.hooks, signal),
  );
}

/**
 * The role of the deployment group, which must be allowed to move the alias.
 *
 * @throws ShiftFailure if it does not trust CodeDeploy, or may not
 */
function roleOf({ id, group, spec }: Deployment, { access, region, accountId }: ShiftPorts['site']): Caller {
  const session = access.assume({
    roleArn: group.serviceRoleArn,
    sessionName: id,
    service: 'codedeploy.amazonaws.com',
  });
  if (!session) {
    throw new ShiftFailure('IAM_ROLE_PERMISSIONS', `CodeDeploy cannot assume the role ${group.serviceRoleArn}.`);
  }
  const resource = formatArn({ service: 'lambda', region, accountId, resource: `function:${spec.functionName}` });
  const denied = ['lambda:GetAlias', 'lambda:UpdateAlias'].find(
    (action) => !session.caller.allows({ action, resource: `${resource}:${spec.alias}` }),
  );
  if (denied === undefined) return session.caller;
  throw new ShiftFailure('IAM_ROLE_PERMISSIONS', `The role ${group.serviceRoleArn} is not allowed ${denied}.`);
}

/** @throws ShiftFailure if function, alias or a version is missing, or the alias is not where the AppSpec says */
function requireVersions({ spec }: Deployment, traffic: AliasTraffic): void {
  const { functionName, alias, currentVersion, targetVersion } = spec;
  try {
    const versions = traffic.versions(functionName);
    const missing = [currentVersion, targetVersion].find((version) => !versions.includes(version));
    if (missing !== undefined) {
      throw new ShiftFailure('INVALID_LAMBDA_FUNCTION', `The function ${functionName} has no version ${missing}.`);
    }
    const { version } = traffic.read(functionName, alias);
    if (version !== currentVersion) {
      const message = `The alias ${alias} of ${functionName} points to version ${version}, not to the current version ${currentVersion} of the AppSpec file.`;
      throw new ShiftFailure('INVALID_LAMBDA_CONFIGURATION', message);
    }
  } catch (error) {
    if (error instanceof AwsError) throw new ShiftFailure('INVALID_LAMBDA_FUNCTION', error.message);
    throw error;
  }
}

async function inEvent(
  { events }: Deployment,
  name: LifecycleEvent['name'],
  clock: Clock,
  work: () => Promise<'Succeeded' | 'Skipped'>,
): Promise<void> {
  const event = events.find((each) => each.name === name);
  if (!event) return;
  event.status = 'InProgress';
  event.startedAt = clock.now();
  try {
    event.status = await work();
  } catch (error) {
    event.status = error instanceof ShiftFailure ? 'Failed' : 'Skipped';
    throw error;
  } finally {
    event.endedAt = clock.now();
  }
}

async function runHook(
  { id, spec }: Deployment,
  name: HookName,
  caller: Caller,
  hooks: Hooks,
  signal: AbortSignal,
): Promise<'Succeeded' | 'Skipped'> {
  const functionRef = spec.hooks[name];
  if (functionRef === undefined) return 'Skipped';
  const result = await hooks.run(id, functionRef, caller, signal).catch((error: unknown) => {
    if (error instanceof AwsError || error instanceof AccessDeniedError)
      throw new ShiftFailure('HOOK_EXECUTION_FAILURE', error.message);
    throw error;
  });
  if (result.status === 'Succeeded') return 'Succeeded';
  const failed = result.status === 'Failed' ? 'reported that it failed' : 'did not report within one hour';
  throw new ShiftFailure('HOOK_EXECUTION_FAILURE', `The ${name} hook ${functionRef} ${failed}.`);
}

async function allowTraffic(
  { routing, spec }: Deployment,
  { clock, traffic }: ShiftPorts,
  signal: AbortSignal,
): Promise<'Succeeded'> {
  const { functionName, alias, currentVersion, targetVersion } = spec;
  for (const { percentage, waitMs } of trafficPlan(routing)) {
    signal.throwIfAborted();
    traffic.route(
      functionName,
      alias,
      percentage === 100
        ? { version: targetVersion }
        : { version: currentVersion, other: { version: targetVersion, weight: percentage / 100 } },
    );
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  }
  return 'Succeeded';
}
