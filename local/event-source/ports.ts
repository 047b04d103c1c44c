import type { FunctionInvoker, MetricSink, QueueSink, RoleSession } from '../core/index.ts';
import type { ShardReaders } from '../streams/index.ts';

export interface EventSourcePorts {
  readonly invoker: FunctionInvoker;
  /** A session of a function's role, with which Lambda reads the function's source and reports what it discards. */
  readonly executionRole: (functionRef: string) => RoleSession;
  readonly metrics: MetricSink;
  /** Receives what a mapping discards. */
  readonly queues: QueueSink;
  readonly dynamodb: {
    /** The URL of the engine itself. */
    readonly engineEndpoint: string | Promise<string>;
    /** Appends a record to a stream, which the mappings skip. */
    readonly prime?: (streamArn: string) => Promise<void>;
  };
  /** Throttles the third reader of a shard; absent if any number may read. */
  readonly readers?: ShardReaders;
  /** The endpoint of SQS; by default `<baseUrl>/sqs`. */
  readonly sqs?: { readonly endpoint: string };
}
