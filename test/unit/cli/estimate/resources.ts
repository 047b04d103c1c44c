/** Resources of templates to estimate. */
import type { Regions } from '../../../../cli/estimate/resources.ts';

export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

export const regionsOf = (regions: Readonly<Record<string, Resources>>): Regions =>
  new Map(Object.entries(regions).map(([region, Resources]) => [region, [{ Resources, Outputs: {} }]]));

/** A function with an alias, and a schedule that invokes the alias. */
export const scheduled = (
  id: string,
  expression: string,
  variables: Record<string, unknown>,
  more: object = {},
): Resources => ({
  [`${id}Function`]: {
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 1024, Environment: { Variables: variables } },
  },
  [`${id}Alias`]: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: `${id}Function` }, Name: 'live' },
  },
  [`${id}Schedule`]: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: expression, Target: { Arn: { Ref: `${id}Alias` } }, ...more },
  },
});

/** `scheduled`, with a function whose invocations X-Ray traces. */
export function tracedRun(expression: string, variables: Record<string, unknown>): Resources {
  const resources = scheduled('Relay', expression, variables);
  Object.assign(resources['RelayFunction']?.Properties ?? {}, { TracingConfig: { Mode: 'Active' } });
  return resources;
}

export const cluster = (MinCapacity: number): Resources => ({
  Cluster: {
    Type: 'AWS::RDS::DBCluster',
    Properties: { ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity: 2 } },
  },
});

/** A health check of an API, and the function that answers it. */
export const healthChecked = (config: Record<string, unknown>): Resources => ({
  Check: {
    Type: 'AWS::Route53::HealthCheck',
    Properties: {
      HealthCheckConfig: {
        FullyQualifiedDomainName: { 'Fn::Join': ['', [{ Ref: 'Api' }, '.execute-api.us-east-1.amazonaws.com']] },
        ResourcePath: { 'Fn::Join': ['', ['/', { Ref: 'Stage' }, '/healthcheck']] },
        ...config,
      },
    },
  },
  Api: { Type: 'AWS::ApiGateway::RestApi' },
  Path: { Type: 'AWS::ApiGateway::Resource', Properties: { PathPart: 'healthcheck' } },
  Get: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      HttpMethod: 'GET',
      ResourceId: { Ref: 'Path' },
      Integration: {
        Uri: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':function:shop-api:live/invocations']] },
      },
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'shop-api',
      MemorySize: 512,
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { HEARTBEATS_TABLE: 't' } },
    },
  },
});
