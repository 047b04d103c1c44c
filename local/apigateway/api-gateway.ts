import {
  answerRest,
  type AwsService,
  type FunctionInvoker,
  type MetricSink,
  type ServiceMetrics,
  type Site,
} from '../core/index.ts';
import { createAuthorization } from './authorization.ts';
import { apiMetrics, createExecuteApi } from './execute-api.ts';
import { createMetering } from './metering.ts';
import { operations } from './operations/index.ts';
import { createRegistry } from './registry.ts';
import { resourceTypes } from './resource-types/index.ts';

export interface ApiGateway extends AwsService {
  /** The data plane, at `/execute_api/<api id>/<stage>/...`. */
  readonly executeApi: AwsService;
  readonly reports: ServiceMetrics;
  /** Every API with the URL of each of its stages, without a trailing slash. */
  readonly apis: () => readonly {
    readonly id: string;
    readonly name: string;
    readonly stages: Readonly<Record<string, string>>;
  }[];
  /** The values of the API keys, by key name. */
  readonly apiKeys: () => Readonly<Record<string, string>>;
  /** The local URL that a custom domain name stands for in this region, without a trailing slash. */
  readonly domainUrl: (domainName: string) => string | undefined;
  /** Converts the AWS URL of an API to its local URL and returns every other value unchanged. */
  readonly urlsHere: (value: unknown) => unknown;
}

/** `https://<api>.execute-api.<region>.amazonaws.com/<stage and path>`. */
const AWS_API_URL = /^https:\/\/(?<id>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?<rest>(?:\/.*)?)$/u;

/** REST APIs as defined in templates. The service itself is the control plane, which is read-only. */
export function createApiGateway(
  site: Site,
  { invoker, metrics }: { readonly invoker: FunctionInvoker; readonly metrics: MetricSink },
): ApiGateway {
  const registry = createRegistry();
  const metering = createMetering(
    () => performance.now(),
    () => site.clock.now(),
  );
  const authorize = createAuthorization(site, invoker);
  const close = () => Promise.resolve();
  return {
    name: 'apigateway',
    handle: answerRest(operations, { registry, metering }, site),
    resourceTypes: resourceTypes(registry, site),
    reports: apiMetrics(registry),
    close,
    executeApi: {
      name: 'execute_api',
      isPublic: true,
      handle: createExecuteApi({ site, registry, metering, authorize, invoker, metrics }),
      resourceTypes: [],
      close,
    },
    apis: () =>
      [...registry.apis.values()].map(({ id, name, stages }) => ({
        id,
        name,
        stages: Object.fromEntries(
          [...stages.keys()].map((stage) => [stage, `${site.baseUrl}/execute_api/${id}/${stage}`]),
        ),
      })),
    domainUrl(domainName) {
      const found = registry.domains.get(domainName);
      return found && `${site.baseUrl}/execute_api/${found.apiId}/${found.stage}`;
    },
    urlsHere(value) {
      const { id = '', rest = '' } = (typeof value === 'string' ? AWS_API_URL.exec(value)?.groups : undefined) ?? {};
      return registry.apis.has(id) ? `${site.baseUrl}/execute_api/${id}${rest}` : value;
    },
    apiKeys: () => Object.fromEntries([...registry.keys.values()].map(({ name, value }) => [name, value])),
  };
}
