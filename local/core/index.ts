/**
 * The building blocks of every simulated service: the virtual clock, the HTTP server, the AWS JSON, query and REST
 * protocols over a list of operations, AWS errors, ARNs, and the interfaces between services.
 */
export type { AccessControl, Account, Caller, Permission, RoleSession } from './access.ts';
export { formatArn, inAccountRegion, parseArn } from './arn.ts';
export { AccessDeniedError, AwsError, parseInput, parseJson, renderError } from './aws-error.ts';
export { createClock } from './clock.ts';
export { createCredentials, createSessionCredentials, type Credentials, randomName } from './credentials.ts';
export { jsonClient, ServiceError } from './json-client.ts';
export { answerJson, defineOperation, type Operation } from './json-protocol.ts';
export { linearRegex } from './linear-regex.ts';
export { page } from './page.ts';
export { answerQuery, defineQueryOperation } from './query-protocol.ts';
export type {
  AliasUpdatePolicy,
  AnyResourceType,
  Provisioned,
  ResourceContext,
  ResourceType,
  ShiftTraffic,
} from './resource.ts';
export { answerRest, defineRestOperation, jsonReply, type RestOperation } from './rest-protocol.ts';
export { serveAws } from './server.ts';
export { wildcard } from './wildcard.ts';
export type {
  AliasTraffic,
  ApiCaller,
  AwsRequest,
  AwsResponse,
  AwsService,
  Clock,
  FunctionInvoker,
  InvokeResult,
  LogSink,
  MetricSink,
  QueueSink,
  ServiceMetrics,
  Site,
} from './types.ts';
