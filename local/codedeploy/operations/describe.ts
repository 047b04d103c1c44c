/** Deployments and groups in the shapes that the API returns. Its times are seconds. */
import type { Deployment, LifecycleEvent } from '../deployment.ts';
import type { AlarmConfiguration, DeploymentGroup } from '../groups.ts';

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

const STYLE = { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' } as const;

const describeAlarms = ({ enabled, ignorePollAlarmFailure, alarms }: AlarmConfiguration) => ({
  enabled,
  ignorePollAlarmFailure,
  alarms: alarms.map((name) => ({ name })),
});

/** A deployment of a function has one target: its alias. */
function overviewOf({ status }: Deployment) {
  return {
    Pending: Number(['Created', 'Queued'].includes(status)),
    InProgress: Number(status === 'InProgress'),
    Succeeded: Number(status === 'Succeeded'),
    Failed: Number(status === 'Failed'),
    Skipped: Number(status === 'Stopped'),
    Ready: 0,
  };
}

export const describeDeployment = (deployment: Deployment) => ({
  applicationName: deployment.group.application,
  deploymentGroupName: deployment.group.name,
  deploymentConfigName: deployment.configName,
  deploymentId: deployment.id,
  revision: {
    revisionType: 'AppSpecContent',
    appSpecContent: { content: deployment.revision.content, sha256: deployment.revision.sha256 },
  },
  status: deployment.status,
  errorInformation: deployment.error,
  createTime: seconds(deployment.createdAt),
  startTime: seconds(deployment.startedAt),
  completeTime: seconds(deployment.completedAt),
  deploymentOverview: overviewOf(deployment),
  description: deployment.description,
  creator: deployment.creator,
  ignoreApplicationStopFailures: false,
  autoRollbackConfiguration: { enabled: deployment.rollbackOn.length > 0, events: deployment.rollbackOn },
  updateOutdatedInstancesOnly: false,
  rollbackInfo: deployment.rollback,
  deploymentStyle: STYLE,
  computePlatform: 'Lambda',
  overrideAlarmConfiguration: {
    enabled: deployment.alarms.length > 0,
    ignorePollAlarmFailure: deployment.ignorePollAlarmFailure,
    alarms: deployment.alarms.map((name) => ({ name })),
  },
});

const lastOf = (deployment: Deployment | undefined) =>
  deployment && {
    deploymentId: deployment.id,
    status: deployment.status,
    createTime: seconds(deployment.createdAt),
    endTime: seconds(deployment.completedAt),
  };

/** @param deployments newest first */
export function describeGroup(group: DeploymentGroup, deployments: readonly Deployment[]) {
  const own = deployments.filter((each) => each.group.id === group.id);
  return {
    applicationName: group.application,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.configName,
    serviceRoleArn: group.serviceRoleArn,
    alarmConfiguration: describeAlarms(group.alarms),
    autoRollbackConfiguration: group.autoRollback,
    deploymentStyle: STYLE,
    computePlatform: 'Lambda',
    lastSuccessfulDeployment: lastOf(own.find(({ status }) => status === 'Succeeded')),
    lastAttemptedDeployment: lastOf(own[0]),
  };
}

const describeEvent = ({ name, status, startedAt, endedAt }: LifecycleEvent) => ({
  lifecycleEventName: name,
  status,
  startTime: seconds(startedAt),
  endTime: seconds(endedAt),
});

/** The id of a deployment's only target. */
export const targetIdOf = ({ spec }: Deployment): string => `${spec.functionName}:${spec.alias}`;

/** @param weight percent of the calls that the new version receives */
export const describeTarget = (deployment: Deployment, targetArn: string, weight: number) => ({
  deploymentTargetType: 'LambdaFunction',
  lambdaTarget: {
    deploymentId: deployment.id,
    targetId: targetIdOf(deployment),
    targetArn,
    status:
      deployment.status === 'Stopped' ? 'Skipped' : deployment.status === 'Created' ? 'Pending' : deployment.status,
    lastUpdatedAt: seconds(deployment.completedAt ?? deployment.startedAt ?? deployment.createdAt),
    lifecycleEvents: deployment.events.map(describeEvent),
    lambdaFunctionInfo: {
      functionName: deployment.spec.functionName,
      functionAlias: deployment.spec.alias,
      currentVersion: deployment.spec.currentVersion,
      targetVersion: deployment.spec.targetVersion,
      targetVersionWeight: weight,
    },
  },
});
