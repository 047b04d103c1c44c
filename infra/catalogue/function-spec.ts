import type { TableName } from './tables.ts';

export type DatabaseName = 'catalog' | 'account' | 'payment';
type ServiceName = DatabaseName | 'checkout' | 'warehouse' | 'shipping' | 'transactions';

type SagaFunction = 'checkout-saga' | 'payment-saga' | 'warehouse-saga' | 'shipping-saga';

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** One stream that a function consumes, and what of it reaches the function. */
export interface StreamSpec {
  readonly table: TableName;
  /** Event patterns in Lambda's filter language; a record that fits one of them passes. Absent: all do. */
  readonly filters?: readonly object[];
  readonly batchSize: number;
  /** Batches of one shard in flight at once; order is kept per item key only. */
  readonly parallelization?: number;
}

/** One Lambda function: what it is given, and all it may touch. */
export interface FunctionSpec {
  readonly service: ServiceName;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Executions at once, where more would press a store. */
  readonly reservedConcurrency?: number;
  readonly tables?: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  /** Whether it speaks to the service's own Aurora database. */
  readonly database?: true;
  readonly streams?: readonly StreamSpec[];
  /** Functions it invokes directly. */
  readonly invokes?: readonly SagaFunction[];
  /** Whether its entry puts it within reach of faults, in stages that allow chaos. */
  readonly chaos?: true;
  /** Rate at which the scheduler runs it. */
  readonly every?: string;
}

/** What a consumer of sagas' records may do with one that fails: count it, and file it. */
export const failing = {
  'transactions-failures': ['UpdateItem'],
  'transactions-errors': ['UpdateItem'],
} as const satisfies FunctionSpec['tables'];

export const api = { timeoutSeconds: 10, memoryMegabytes: 512 } as const;
export const consumer = { timeoutSeconds: 30, memoryMegabytes: 512 } as const;
export const saga = { timeoutSeconds: 10, memoryMegabytes: 512 } as const;

/** Runs often enough that a crash between store and event is mended before anyone asks. */
export const relay = {
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  reservedConcurrency: 1,
  every: 'rate(2 minutes)',
} as const;

/** The order's own records that drive a step: a new order prepares, a decision to commit commits. */
export const orderDecisions = [
  { eventName: ['INSERT'], dynamodb: { NewImage: { state: { S: ['PENDING'] } } } },
  {
    eventName: ['MODIFY'],
    dynamodb: { OldImage: { state: { S: ['PENDING'] } }, NewImage: { state: { S: ['COMMITTING'] } } },
  },
];

/** A record of an event, which is written once. */
export const published = [{ eventName: ['INSERT'] }];

/** A record of an item that was written, not of one that expired. */
export const written = [{ eventName: ['INSERT', 'MODIFY'] }];
