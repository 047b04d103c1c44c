/**
 * The messages between the simulator, the process that hosts execution environments, and their worker threads. They are JSON:
 * the processes may run different versions of Node.js.
 */

/** Synchronizes the worker's virtual clock with the simulator's through the machine's monotonic clock. */
export interface ClockFix {
  /** Virtual milliseconds since the epoch at `monotonicNs`. */
  readonly virtualAt: number;
  /** A reading of `process.hrtime.bigint()`, which is the same clock in every process, as decimal digits. */
  readonly monotonicNs: string;
  readonly speed: number;
}

export interface WorkerSettings {
  /** Such as `nodejs24.x`; decides which handlers it accepts. */
  readonly runtime: string;
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

/** What the simulator asks of the process that hosts environments; `id` names an environment. */
export type ToHost =
  | {
      readonly id: number;
      readonly type: 'start';
      /** File of the bundled worker program. */
      readonly program: string;
      readonly settings: WorkerSettings;
      readonly variables: Readonly<Record<string, string>>;
      readonly memoryMb: number;
    }
  | { readonly id: number; readonly type: 'invoke'; readonly message: InvokeMessage }
  | { readonly id: number; readonly type: 'end' }
  /** Asks for a sign of life; `id` names the question. */
  | { readonly id: number; readonly type: 'ping' };

/** What the process that hosts environments reports. */
export type FromHost =
  | { readonly id: number; readonly type: 'pong' }
  | { readonly id: number; readonly type: 'message'; readonly message: WorkerMessage }
  /** What the thread itself writes, such as a fatal error of V8. */
  | { readonly id: number; readonly type: 'diagnostic'; readonly text: string }
  /** @property cause in Lambda's wording: `exit status 1`, `signal: killed` */
  | { readonly id: number; readonly type: 'exit'; readonly cause: string };
