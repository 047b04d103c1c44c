/** The simulated operations of API Gateway's control plane, all of them read-only. */
import type { RestOperation } from '../../core/index.ts';
import type { ControlContext } from '../control-context.ts';
import { getResources, getRestApi, getRestApis, getStages } from './apis.ts';
import { getApiKey, getApiKeys } from './keys.ts';
import { getUsage, getUsagePlan, getUsagePlanKeys, getUsagePlans } from './usage-plans.ts';

export const operations: readonly RestOperation<ControlContext>[] = [
  getRestApis,
  getRestApi,
  getResources,
  getStages,
  getApiKeys,
  getApiKey,
  getUsagePlans,
  getUsagePlan,
  getUsagePlanKeys,
  getUsage,
];
