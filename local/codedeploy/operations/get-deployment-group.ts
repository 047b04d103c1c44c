import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { describeGroup } from './describe.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

export const getDeploymentGroup = defineOperation({
  name: 'GetDeploymentGroup',
  input: z.object({ applicationName: z.string().optional(), deploymentGroupName: z.string().optional() }),
  permissions: ({ applicationName: application, deploymentGroupName: name }, account) => [
    onGroup('GetDeploymentGroup', { application, name }, account),
  ],
  run({ applicationName, deploymentGroupName }, { applications, deployments }: CodeDeployContext) {
    const application = required(applicationName, 'ApplicationNameRequiredException', 'Application name');
    const name = required(deploymentGroupName, 'DeploymentGroupNameRequiredException', 'Deployment group name');
    return { deploymentGroupInfo: describeGroup(applications.group(application, name), deployments.list()) };
  },
});
