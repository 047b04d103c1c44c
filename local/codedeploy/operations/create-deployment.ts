import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import type { Revision } from '../deployment.ts';
import { onGroup } from '../permission.ts';
import { alarmConfiguration, autoRollbackConfiguration, checkAlarms, checkAutoRollback, required } from './input.ts';

const content = z.object({ content: z.string(), sha256: z.string().optional() });

const revision = z.object({
  revisionType: z.string().optional(),
  appSpecContent: content.optional(),
  /** The older name of the same. */
  string: content.optional(),
});

const input = z.object({
  applicationName: z.string().optional(),
  deploymentGroupName: z.string().optional(),
  deploymentConfigName: z.string().optional(),
  description: z.string().optional(),
  revision: revision.optional(),
  autoRollbackConfiguration: autoRollbackConfiguration.optional(),
  overrideAlarmConfiguration: alarmConfiguration.optional(),
});

export const createDeployment = defineOperation({
  name: 'CreateDeployment',
  input,
  permissions: ({ applicationName: application, deploymentGroupName: name }, account) => [
    onGroup('CreateDeployment', { application, name }, account),
  ],
  run(given, { applications, deployments }: CodeDeployContext) {
    const application = required(given.applicationName, 'ApplicationNameRequiredException', 'Application name');
    const name = required(given.deploymentGroupName, 'DeploymentGroupNameRequiredException', 'Deployment group name');
    const group = applications.group(application, name);
    const { overrideAlarmConfiguration: alarms, autoRollbackConfiguration: autoRollback } = given;
    const { id } = deployments.create({
      group,
      revision: revisionOf(given.revision),
      creator: 'user',
      configName: given.deploymentConfigName,
      description: given.description,
      ...(alarms && { alarms: checkAlarms(alarms) }),
      ...(autoRollback && { autoRollback: checkAutoRollback(autoRollback) }),
    });
    return { deploymentId: id };
  },
});

function revisionOf(given: z.output<typeof revision> | undefined): Revision {
  if (given === undefined) throw new AwsError('RevisionRequiredException', 'Revision is required.');
  const found = given.revisionType === 'String' ? given.string : given.appSpecContent;
  if (found === undefined) {
    throw new AwsError('InvalidRevisionException', 'A function is deployed from the content of an AppSpec file.');
  }
  const sha256 = createHash('sha256').update(found.content).digest('hex');
  if (found.sha256 !== undefined && found.sha256 !== sha256) {
    throw new AwsError('InvalidRevisionException', `The SHA-256 of the AppSpec content is ${sha256}.`);
  }
  return { content: found.content, sha256 };
}
