/** What an execution environment and its worker thread say to each other. */

/** Fixes the worker's virtual clock to the simulator's, through the process-wide monotonic clock. */
export interface ClockFix {
  /** Virtual milliseconds since the epoch at `monotonicNs`. */
  readonly virtualAt: number;
  /** `process.hrtime.bigint()`, the same in every thread. */
  readonly monotonicNs: bigint;
  readonly speed: number;
}

export interface WorkerSettings {
  /** Folder of the function's code. */
  readonly codeDirectory: string;
  /** File of the module that holds the handler. */
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

/** How the import of the bundle (the first one of a worker) or one event ended. */
export interface WorkerOutcome {
  readonly type: 'outcome';
  readonly failed: boolean;
  /** The JSON reply, or AWS's error shape when `failed`. */
  readonly payload: string;
  readonly heapBytes: number;
  /** The thread ends after this and takes no further event. */
  readonly last: boolean;
}
