import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

export const stopDeployment = defineOperation({
  name: 'StopDeployment',
  input: z.object({ deploymentId: z.string().optional(), autoRollbackEnabled: z.boolean().default(false) }),
  permissions: ({ deploymentId = '' }, account, { deployments }: CodeDeployContext) => [
    onGroup('StopDeployment', deployments.find(deploymentId)?.group ?? {}, account),
  ],
  run({ deploymentId, autoRollbackEnabled }, { deployments }: CodeDeployContext) {
    deployments.stop(required(deploymentId, 'DeploymentIdRequiredException', 'Deployment ID'), autoRollbackEnabled);
    return { status: 'Pending', statusMessage: 'Stopping the deployment' };
  },
});
