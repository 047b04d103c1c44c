import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { targetIdOf } from './describe.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

export const listDeploymentTargets = defineOperation({
  name: 'ListDeploymentTargets',
  input: z.object({ deploymentId: z.string().optional() }),
  permissions: ({ deploymentId = '' }, account, { deployments }: CodeDeployContext) => [
    onGroup('ListDeploymentTargets', deployments.find(deploymentId)?.group ?? {}, account),
  ],
  run({ deploymentId }, { deployments }: CodeDeployContext) {
    const id = required(deploymentId, 'DeploymentIdRequiredException', 'Deployment ID');
    return { targetIds: [targetIdOf(deployments.get(id))] };
  },
});
