/** The messages between an execution environment and its worker thread. */

/** Synchronizes the worker's virtual clock with the simulator's through the process-wide monotonic clock. */
export interface ClockFix {
  /** Virtual milliseconds since the epoch at `monotonicNs`. */
  readonly virtualAt: number;
  /** A reading of `process.hrtime.bigint()`, which is the same clock in every thread. */
  readonly monotonicNs: bigint;
  readonly speed: number;
}

export interface WorkerSettings {
  /** Folder of the function's code. */
  readonly codeDirectory: string;
  /** File of the module that exports the handler. */
  readonly handlerFile: string;
  readonly handlerName: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly clock: ClockFix;
}

/** One event for the handler. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly payload: string;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}

export type WorkerMessage =
  | { readonly type: 'log'; readonly timestamp: number; readonly message: string }
  | WorkerOutcome;

/** The outcome of an event or, as a worker's first message, of importing the bundle. */
export interface WorkerOutcome {
  readonly type: 'outcome';
  readonly failed: boolean;
  /** The JSON reply, or AWS's error shape when `failed`. */
  readonly payload: string;
  readonly heapBytes: number;
  /** The thread ends after this message and handles no more events. */
  readonly last: boolean;
}
