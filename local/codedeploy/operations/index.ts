/** The simulated operations of the CodeDeploy API. */
import type { Operation } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { createDeployment } from './create-deployment.ts';
import { getDeployment } from './get-deployment.ts';
import { getDeploymentGroup } from './get-deployment-group.ts';
import { getDeploymentTarget } from './get-deployment-target.ts';
import { listDeployments } from './list-deployments.ts';
import { listDeploymentTargets } from './list-deployment-targets.ts';
import { putLifecycleEventHookExecutionStatus } from './put-lifecycle-event-hook-execution-status.ts';
import { stopDeployment } from './stop-deployment.ts';

export const operations: readonly Operation<CodeDeployContext>[] = [
  createDeployment,
  getDeployment,
  stopDeployment,
  listDeployments,
  getDeploymentGroup,
  listDeploymentTargets,
  getDeploymentTarget,
  putLifecycleEventHookExecutionStatus,
];
