/** Every API, key and usage plan of the account. */
import { createHash } from 'node:crypto';
import { AwsError } from '../core/index.ts';
import type { ApiKey, RestApi, UsagePlan } from './api.ts';

export interface Registry {
  readonly apis: Map<string, RestApi>;
  readonly keys: Map<string, ApiKey>;
  readonly plans: Map<string, UsagePlan>;
  /** Custom domain names, with the API and the stage that requests to them reach. */
  readonly domains: Map<string, { readonly apiId: string; readonly stage: string }>;
}

export const createRegistry = (): Registry => ({
  apis: new Map(),
  keys: new Map(),
  plans: new Map(),
  domains: new Map(),
});

/** An id that stays the same from boot to boot, in the format of API Gateway's ids: `x7k2...`. */
export const stableId = (...names: readonly string[]): string => {
  const digest = createHash('sha256').update(names.join('\0')).digest();
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .slice(-10);
};

const notFound = (what: string): AwsError => new AwsError('NotFoundException', what, { status: 404 });

export const existingApi = ({ apis }: Registry, id: string): RestApi => {
  const api = apis.get(id);
  if (api) return api;
  throw notFound(`Invalid API identifier specified: ${id}`);
};

export const existingKey = ({ keys }: Registry, id: string): ApiKey => {
  const key = keys.get(id);
  if (key) return key;
  throw notFound(`Invalid API Key identifier specified: ${id}`);
};

export const existingPlan = ({ plans }: Registry, id: string): UsagePlan => {
  const plan = plans.get(id);
  if (plan) return plan;
  throw notFound(`Invalid Usage Plan ID specified: ${id}`);
};
