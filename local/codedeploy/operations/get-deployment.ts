import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { describeDeployment } from './describe.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

export const getDeployment = defineOperation({
  name: 'GetDeployment',
  input: z.object({ deploymentId: z.string().optional() }),
  permissions: ({ deploymentId = '' }, account, { deployments }: CodeDeployContext) => [
    onGroup('GetDeployment', deployments.find(deploymentId)?.group ?? {}, account),
  ],
  run({ deploymentId }, { deployments }: CodeDeployContext) {
    const id = required(deploymentId, 'DeploymentIdRequiredException', 'Deployment ID');
    return { deploymentInfo: describeDeployment(deployments.get(id)) };
  },
});
