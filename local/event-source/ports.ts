import type { FunctionInvoker, MetricSink, QueueSink } from '../core/index.ts';
import type { ShardReaders } from '../streams/index.ts';

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
  /** Throttles the third reader of a shard; absent if any number may read. */
  readonly readers?: ShardReaders;
  /** The endpoint of SQS; by default `<baseUrl>/sqs`. */
  readonly sqs?: { readonly endpoint: string };
}
