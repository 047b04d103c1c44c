import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { describeTarget, targetIdOf } from './describe.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

export const getDeploymentTarget = defineOperation({
  name: 'GetDeploymentTarget',
  input: z.object({ deploymentId: z.string().optional(), targetId: z.string().optional() }),
  permissions: ({ deploymentId = '' }, account, { deployments }: CodeDeployContext) => [
    onGroup('GetDeploymentTarget', deployments.find(deploymentId)?.group ?? {}, account),
  ],
  run({ deploymentId, targetId }, { deployments, site }: CodeDeployContext) {
    const deployment = deployments.get(required(deploymentId, 'DeploymentIdRequiredException', 'Deployment ID'));
    const id = required(targetId, 'DeploymentTargetIdRequiredException', 'Deployment target ID');
    if (id !== targetIdOf(deployment)) {
      throw new AwsError('DeploymentTargetDoesNotExistException', `The deployment has no target ${id}`);
    }
    const arn = `arn:aws:lambda:${site.region}:${site.accountId}:function:${id}`;
    return { deploymentTarget: describeTarget(deployment, arn, deployments.weight(deployment)) };
  },
});
