import type { FunctionInvoker, MetricSink, QueueSink } from '../core/index.ts';

export interface EventSourcePorts {
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
  /** Takes what a mapping gives up on. */
  readonly queues: QueueSink;
  /** Where DynamoDB Local answers, streams included. */
  readonly dynamodb: { readonly endpoint: string | Promise<string> };
  /** Where SQS answers; by default `<baseUrl>/sqs`. */
  readonly sqs?: { readonly endpoint: string };
}
