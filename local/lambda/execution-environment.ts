import { Worker } from 'node:worker_threads';
import type { InvokeMessage, WorkerMessage, WorkerOutcome, WorkerSettings } from './worker/protocol.ts';

/** What ended a wait for the worker. */
export type Ending =
  | WorkerOutcome
  /** @property cause as Lambda words it: `exit status 1`, `signal: killed` */
  | { readonly type: 'exited'; readonly cause: string }
  | { readonly type: 'timed-out' };

export interface EnvironmentOptions {
  /** File of the bundled worker program. */
  readonly program: string;
  readonly settings: WorkerSettings;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** A line the function wrote; called before the end of the invocation that wrote it is known. */
  readonly onLog: (timestamp: number, message: string) => void;
  /** What the thread writes past the function, such as a fatal error of V8. */
  readonly onDiagnostic: (message: string) => void;
}

/**
 * One execution environment: a worker thread that takes one event at a time. Once it has timed out or ended, it stays
 * dead. Times are real milliseconds.
 */
export class ExecutionEnvironment {
  readonly #worker: Worker;
  #settle: (ending: Ending) => void = () => undefined;
  #death: string | undefined;
  #alive = true;

  constructor({ program, settings, variables, memoryMb, onLog, onDiagnostic }: EnvironmentOptions) {
    this.#worker = new Worker(program, {
      workerData: settings,
      env: variables,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.on('data', (chunk: Buffer) => {
      onDiagnostic(chunk.toString('utf8').trimEnd());
    });
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'log') {
        onLog(message.timestamp, message.message);
        return;
      }
      if (message.last) this.#alive = false;
      this.#settle(message);
    });
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#death = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: killed' : error.message;
    });
    this.#worker.on('exit', (code) => {
      this.#alive = false;
      this.#death ??= `exit status ${code}`;
      this.#settle({ type: 'exited', cause: this.#death });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves once the bundle is imported, or could not be. */
  async ready(timeoutMs: number): Promise<Ending> {
    const ending = await this.#wait(timeoutMs);
    if (ending.type !== 'outcome' || ending.failed) void this.end();
    return ending;
  }

  /** Gives the handler one event; past its time-out the answer comes first and the thread ends after. */
  async invoke(message: InvokeMessage): Promise<Ending> {
    const waiting = this.#wait(message.timeoutMs);
    this.#worker.postMessage(message);
    const ending = await waiting;
    if (ending.type === 'timed-out') void this.end();
    return ending;
  }

  async end(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #wait(timeoutMs: number): Promise<Ending> {
    if (this.#death !== undefined) return Promise.resolve({ type: 'exited', cause: this.#death });
    return new Promise((resolve) => {
      const settle = (ending: Ending): void => {
        clearTimeout(timer);
        this.#settle = () => undefined;
        resolve(ending);
      };
      const timer = setTimeout(settle, timeoutMs, { type: 'timed-out' });
      this.#settle = settle;
    });
  }
}
