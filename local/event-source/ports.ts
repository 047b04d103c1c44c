import type { FunctionInvoker, MetricSink, QueueSink } from '../core/index.ts';

export interface EventSourcePorts {
  readonly invoker: FunctionInvoker;
  readonly metrics: MetricSink;
  /** Receives what a mapping discards. */
  readonly queues: QueueSink;
  /** The endpoint of DynamoDB and its streams. */
  readonly dynamodb: {
    readonly endpoint: string | Promise<string>;
    /** Appends a record to a stream, which the mappings skip. */
    readonly prime?: (streamArn: string) => Promise<void>;
  };
  /** The endpoint of SQS; by default `<baseUrl>/sqs`. */
  readonly sqs?: { readonly endpoint: string };
}
