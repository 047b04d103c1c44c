import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

const input = z.object({
  deploymentId: z.string().optional(),
  lifecycleEventHookExecutionId: z.string().optional(),
  status: z.string().optional(),
});

export const putLifecycleEventHookExecutionStatus = defineOperation({
  name: 'PutLifecycleEventHookExecutionStatus',
  input,
  permissions: ({ deploymentId = '' }, account, { deployments }: CodeDeployContext) => [
    onGroup('PutLifecycleEventHookExecutionStatus', deployments.find(deploymentId)?.group ?? {}, account),
  ],
  run({ deploymentId, lifecycleEventHookExecutionId: executionId, status }, { deployments, hooks }: CodeDeployContext) {
    const { id } = deployments.get(required(deploymentId, 'DeploymentIdRequiredException', 'Deployment ID'));
    if (status !== 'Succeeded' && status !== 'Failed') {
      const message = `A lifecycle event hook reports Succeeded or Failed, not ${status ?? 'nothing'}.`;
      throw new AwsError('InvalidLifecycleEventHookExecutionStatusException', message);
    }
    hooks.report(id, executionId ?? '', status);
    return { lifecycleEventHookExecutionId: executionId };
  },
});
