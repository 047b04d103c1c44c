import type { TableName } from './tables.ts';

export type DatabaseName = 'catalog' | 'account' | 'payment';
type ServiceName = DatabaseName | 'checkout' | 'warehouse' | 'shipping' | 'transactions';

type SagaFunction = 'checkout-saga' | 'payment-saga' | 'warehouse-saga' | 'shipping-saga';

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** One stream that a function consumes, and which of its records reach the function. */
export interface StreamSpec {
  readonly table: TableName;
  /** Event patterns in Lambda's filter syntax; a record passes if it matches one of them. Absent: all pass. */
  readonly filters?: readonly object[];
  readonly batchSize: number;
  /** Concurrent batches per shard; order is kept only per item key. */
  readonly parallelization?: number;
  /** Whether its records only feed copies: they belong to no saga, so nothing is filed if they remain undelivered. */
  readonly copies?: true;
}

/** Functions that consume a FIFO queue of their own. */
type QueueConsumer = 'payment-orders' | 'warehouse-orders' | 'shipping-orders';

/** One Lambda function: its resources, and everything it may access. */
export interface FunctionSpec {
  readonly service: ServiceName;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Limit on concurrent executions in stages that reserve concurrency, if more would overload a store. */
  readonly reservedConcurrency?: number;
  readonly tables?: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  /** Whether it uses the service's own Aurora database. */
  readonly database?: true;
  readonly streams?: readonly StreamSpec[];
  /** Whether it consumes a FIFO queue of its own, which has the function's name. */
  readonly queue?: true;
  /** Consumers to whose queues it sends every record of its stream, so that the stream has one reader. */
  readonly dispatchesTo?: readonly QueueConsumer[];
  /** Functions it invokes directly. */
  readonly invokes?: readonly SagaFunction[];
  /** Whether its entry lets faults reach it, in stages that allow chaos. */
  readonly chaos?: true;
  /** Schedule expression at which the scheduler runs it. */
  readonly every?: string;
}

/** Lets a consumer of saga records count and file those that fail. */
export const failing = {
  'transactions-failures': ['UpdateItem'],
  'transactions-errors': ['UpdateItem'],
} as const satisfies FunctionSpec['tables'];

export const api = { timeoutSeconds: 10, memoryMegabytes: 512 } as const;
export const consumer = { timeoutSeconds: 30, memoryMegabytes: 512 } as const;
/** Longer than a request to a database waits until that has resumed. Its queue hides messages for three times this long. */
export const orderConsumer = { timeoutSeconds: 8, memoryMegabytes: 512, queue: true } as const;
export const saga = { timeoutSeconds: 10, memoryMegabytes: 512 } as const;

/** Runs often enough to publish an event soon after a crash between store and event. */
export const relay = {
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  reservedConcurrency: 1,
  every: 'rate(2 minutes)',
} as const;

/** The order records that trigger steps: a new order is prepared; an order that is decided to commit is committed. */
export const orderDecisions = [
  { eventName: ['INSERT'], dynamodb: { NewImage: { state: { S: ['PENDING'] } } } },
  {
    eventName: ['MODIFY'],
    dynamodb: { OldImage: { state: { S: ['PENDING'] } }, NewImage: { state: { S: ['COMMITTING'] } } },
  },
];

/** Records of events, which are written once. */
export const published = [{ eventName: ['INSERT'] }];

/** Records of items that were written, not of those that expired. */
export const written = [{ eventName: ['INSERT', 'MODIFY'] }];
