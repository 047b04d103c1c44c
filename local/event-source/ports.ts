import type { FunctionInvoker, MetricSink, QueueSink } from '../core/index.ts';

export interface EventSourcePorts {
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
  /** Takes what a mapping gives up on. */
  readonly queues: QueueSink;
  /** Where DynamoDB Local answers, streams included. */
  readonly dynamodb: {
    readonly endpoint: string | Promise<string>;
    /** Gives a stream a new last record, which is skipped here. */
    readonly prime?: (streamArn: string) => Promise<void>;
  };
  /** Where SQS answers; by default `<baseUrl>/sqs`. */
  readonly sqs?: { readonly endpoint: string };
}
