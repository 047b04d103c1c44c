/** The types of the Lambda handlers that services export, and what can be wrapped where functions are composed. */
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Context,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { WrapStep } from './step.ts';

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;
export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
export type InvokeHandler<Answer> = (payload: unknown, context: Context) => Promise<Answer>;
export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

export interface StepOptions {
  readonly wrapStep?: WrapStep;
}

export const unwrapped: WrapStep = (_service, step) => step;
