/**
 * What every simulated service is built from: the virtual clock, the one HTTP server, the AWS JSON and REST protocols
 * over a list of operations, AWS's errors, ARNs, and the types through which services meet.
 */
export { formatArn, parseArn } from './arn.ts';
export { AwsError, parseInput, parseJson } from './aws-error.ts';
export { createClock } from './clock.ts';
export { localCredentials } from './credentials.ts';
export { AnsweredError, jsonClient } from './json-client.ts';
export { answerJson, defineOperation, type Operation } from './json-protocol.ts';
export { page } from './page.ts';
export { answerQuery, defineQueryOperation } from './query-protocol.ts';
export type { AnyResourceType, Provisioned, ResourceContext, ResourceType } from './resource.ts';
export { answerRest, defineRestOperation, jsonReply, type RestOperation } from './rest-protocol.ts';
export { type AwsServer, serveAws } from './server.ts';
export type {
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
  Site,
} from './types.ts';
