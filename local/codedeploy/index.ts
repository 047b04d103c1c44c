/**
 * CodeDeploy for functions: shifts the traffic of an alias to a new version on the virtual clock, with hooks that validate
 * the release, and takes it back on an alarm.
 */
import { createHash } from 'node:crypto';
import {
  type AliasTraffic,
  type AliasUpdatePolicy,
  answerJson,
  type AwsService,
  type FunctionInvoker,
  type ShiftTraffic,
  type Site,
} from '../core/index.ts';
import type { CodeDeployContext } from './context.ts';
import { DeploymentConfigs } from './deployment-configs.ts';
import { contentOf } from './app-spec.ts';
import { type AlarmState, Deployments } from './deployments.ts';
import { Applications } from './groups.ts';
import { Hooks } from './hooks.ts';
import { operations } from './operations/index.ts';
import { applicationType } from './resource-types/application.ts';
import { deploymentConfigType } from './resource-types/deployment-config.ts';
import { deploymentGroupType } from './resource-types/deployment-group.ts';

export interface CodeDeployPorts {
  readonly invoker: FunctionInvoker;
  readonly traffic: AliasTraffic;
  readonly alarmState: AlarmState;
}

export interface CodeDeploy extends AwsService {
  /** Deploys through the group that an update policy names, as CloudFormation does. */
  readonly shiftTraffic: (policy: AliasUpdatePolicy) => ShiftTraffic;
}

export function createCodeDeploy(site: Site, { invoker, traffic, alarmState }: CodeDeployPorts): CodeDeploy {
  const { clock } = site;
  const applications = new Applications();
  const configs = new DeploymentConfigs();
  const hooks = new Hooks(clock, invoker);
  const deployments = new Deployments(site, configs, { site, clock, hooks, traffic, alarmState });
  const context: CodeDeployContext = { site, applications, configs, deployments, hooks };
  return {
    name: 'codedeploy',
    handle: answerJson(operations, context, site),
    resourceTypes: [
      applicationType(applications),
      deploymentConfigType(configs),
      deploymentGroupType(applications, configs),
    ],
    shiftTraffic:
      ({ application, group, beforeAllowTraffic, afterAllowTraffic }) =>
      async ({ functionName, alias, from, to }) => {
        const content = contentOf({
          functionName,
          alias,
          currentVersion: from,
          targetVersion: to,
          hooks: {
            ...(beforeAllowTraffic !== undefined && { BeforeAllowTraffic: beforeAllowTraffic }),
            ...(afterAllowTraffic !== undefined && { AfterAllowTraffic: afterAllowTraffic }),
          },
        });
        const { id } = deployments.create({
          group: applications.group(application, group),
          revision: { content, sha256: createHash('sha256').update(content).digest('hex') },
          creator: 'CloudFormation',
        });
        const { status, error } = await deployments.ended(id);
        if (status === 'Succeeded') return;
        throw new Error(
          `deployment ${id} of ${functionName}:${alias} ${status}: ${error?.message ?? 'it was stopped'}`,
        );
      },
    close: () => deployments.close(),
  };
}
