import type { Site } from '../core/index.ts';
import type { DeploymentConfigs } from './deployment-configs.ts';
import type { Deployments } from './deployments.ts';
import type { Applications } from './groups.ts';
import type { Hooks } from './hooks.ts';

/** The state behind the API. */
export interface CodeDeployContext {
  readonly site: Pick<Site, 'region' | 'accountId'>;
  readonly applications: Applications;
  readonly configs: DeploymentConfigs;
  readonly deployments: Deployments;
  readonly hooks: Hooks;
}
