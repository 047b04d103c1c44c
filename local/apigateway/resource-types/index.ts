/** The simulated resource types of API Gateway. */
import type { AnyResourceType, Site } from '../../core/index.ts';
import type { Registry } from '../registry.ts';
import { accountType } from './account.ts';
import { apiKeyType } from './api-key.ts';
import { authorizerType } from './authorizer.ts';
import { deploymentType } from './deployment.ts';
import { basePathMappingType, domainNameType } from './domain-name.ts';
import { gatewayResponseType } from './gateway-response.ts';
import { methodType } from './method.ts';
import { modelType } from './model.ts';
import { requestValidatorType } from './request-validator.ts';
import { resourceType } from './resource.ts';
import { restApiType } from './rest-api.ts';
import { stageType } from './stage.ts';
import { usagePlanKeyType } from './usage-plan-key.ts';
import { usagePlanType } from './usage-plan.ts';

export const resourceTypes = (registry: Registry, site: Site): readonly AnyResourceType[] => [
  accountType,
  apiKeyType(registry, site),
  authorizerType(registry),
  basePathMappingType(registry),
  deploymentType,
  domainNameType(site),
  gatewayResponseType(registry),
  methodType(registry),
  modelType(registry),
  requestValidatorType(registry),
  resourceType(registry),
  restApiType(registry, site.clock),
  stageType(registry),
  usagePlanKeyType(registry),
  usagePlanType(registry),
];
