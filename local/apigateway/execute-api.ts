/** The data plane: passes a request at `/execute_api/<api>/<stage>/...` to the integration of its method. */
import { randomUUID } from 'node:crypto';
import {
  type AwsRequest,
  type AwsResponse,
  type FunctionInvoker,
  jsonReply,
  type MetricSink,
  type ServiceMetrics,
  type Site,
} from '../core/index.ts';
import type { ApiKey, Method, RestApi, Stage } from './api.ts';
import { type Authorize, type Authorized } from './authorization.ts';
import { answerMock, callFunction } from './integration.ts';
import type { Metering } from './metering.ts';
import { API_GATEWAY } from './permission.ts';
import { type Call, integrationArn, proxyEvent } from './proxy-event.ts';
import { answerRefusal, GatewayRefusal } from './refusal.ts';
import type { Registry } from './registry.ts';
import { validateRequest } from './request-validation.ts';
import { findRoute } from './routing.ts';

const BODY_LIMIT = 10 * 1024 * 1024;

export interface ExecuteApiPorts {
  readonly site: Site;
  readonly registry: Registry;
  readonly metering: Metering;
  readonly authorize: Authorize;
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
}

/** The API key of a request, if its method requires one; the key must belong to a usage plan of this stage. */
function admitKey(
  method: Method,
  call: Call,
  authorized: Authorized,
  { registry, metering }: ExecuteApiPorts,
): ApiKey | undefined {
  if (!method.apiKeyRequired) return undefined;
  const value = call.api.keySource === 'AUTHORIZER' ? authorized.apiKey : call.request.headers['x-api-key'];
  const key = [...registry.keys.values()].find((one) => one.enabled && one.value === value);
  const plan = [...registry.plans.values()].find(
    ({ keyIds, stages }) =>
      key !== undefined &&
      keyIds.has(key.id) &&
      stages.some(({ apiId, stage }) => apiId === call.api.id && stage === call.stage.name),
  );
  if (!key || !plan) throw new GatewayRefusal('INVALID_API_KEY');
  const refusal = metering.takeForKey(plan, key);
  if (refusal) throw new GatewayRefusal(refusal);
  return key;
}

const NAMESPACE = 'AWS/ApiGateway';
const UNITS = {
  Count: 'Count',
  '4XXError': 'Count',
  '5XXError': 'Count',
  Latency: 'Milliseconds',
  IntegrationLatency: 'Milliseconds',
} as const;

/** What is reported for the stages of APIs. */
export const apiMetrics = (registry: ExecuteApiPorts['registry']): ServiceMetrics => ({
  namespace: NAMESPACE,
  units: UNITS,
  whyNot(_name, { ApiName, Stage: stageName, ...others }) {
    if (ApiName === undefined || Object.keys(others).length > 0) return 'its dimensions are ApiName and Stage';
    const api = [...registry.apis.values()].find(({ name }) => name === ApiName);
    if (api === undefined) return `there is no API ${ApiName}`;
    const isKnown = stageName === undefined || api.stages.has(stageName);
    return isKnown ? undefined : `the API ${ApiName} has no stage ${stageName}`;
  },
});

export function createExecuteApi(ports: ExecuteApiPorts): (request: AwsRequest) => Promise<AwsResponse> {
  const { site, registry, metering, authorize, invoker, metrics } = ports;

  const report = (api: RestApi, stage: Stage, name: keyof typeof UNITS, value: number): void => {
    for (const dimensions of [{ ApiName: api.name }, { ApiName: api.name, Stage: stage.name }]) {
      metrics.put({ namespace: NAMESPACE, name, dimensions, value, unit: UNITS[name] });
    }
  };

  const integrate = async (method: Method, call: Call, key: ApiKey | undefined, { context }: Authorized) => {
    if (method.integration.kind === 'mock') return answerMock(method.integration);
    const started = performance.now();
    try {
      const event = proxyEvent(call, site, { key, authorizer: context });
      const caller = site.access.service(API_GATEWAY, integrationArn(call, site));
      return await callFunction(method.integration, event, { api: call.api, stage: call.stage, invoker, caller });
    } finally {
      report(call.api, call.stage, 'IntegrationLatency', performance.now() - started);
    }
  };

  const answer = async (api: RestApi, stage: Stage, request: AwsRequest, path: string, requestId: string) => {
    const route = findRoute(api, path);
    const method = route?.resource.methods.get(request.method) ?? route?.resource.methods.get('ANY');
    if (!route || !method) throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN');
    if (request.body.length > BODY_LIMIT) throw new GatewayRefusal('REQUEST_TOO_LARGE');
    const call: Call = { api, stage, route, path, request, requestId, at: site.clock.now() };
    const authorized = await authorize(method, call);
    const key = admitKey(method, call, authorized, ports);
    const refusal = metering.takeForStage(api.id, stage);
    if (refusal) throw new GatewayRefusal(refusal);
    validateRequest(method, call);
    return await integrate(method, call, key, authorized);
  };

  return async (request) => {
    const [, apiId = '', stageName = '', rest = ''] = /^\/([^/]+)\/([^/]+)(\/.*)?$/u.exec(request.url.pathname) ?? [];
    const api = registry.apis.get(apiId);
    const stage = api?.stages.get(stageName);
    if (!api || !stage) return jsonReply(403, { message: 'Forbidden' });
    const started = performance.now();
    const requestId = randomUUID();
    const response = await answer(api, stage, request, rest || '/', requestId).catch((error: unknown) => {
      if (error instanceof GatewayRefusal) return answerRefusal(error, api, requestId);
      site.log(
        `apigateway: ${request.method} ${request.url.pathname}: ${error instanceof Error ? String(error.stack) : String(error)}`,
      );
      return answerRefusal(new GatewayRefusal('API_CONFIGURATION_ERROR'), api, requestId);
    });
    report(api, stage, 'Count', 1);
    report(api, stage, '4XXError', response.status >= 400 && response.status < 500 ? 1 : 0);
    report(api, stage, '5XXError', response.status >= 500 ? 1 : 0);
    report(api, stage, 'Latency', performance.now() - started);
    return { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
  };
}
