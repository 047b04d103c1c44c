import type { EnvironmentHost, HostedEnvironment } from './environment-host.ts';
import type { InvokeMessage, WorkerOutcome, WorkerSettings } from './worker/protocol.ts';

/** How a wait for the worker ended. */
export type Ending =
  | WorkerOutcome
  /** @property cause in Lambda's wording: `exit status 1`, `signal: killed` */
  | { readonly type: 'exited'; readonly cause: string }
  | { readonly type: 'timed-out' };

export interface EnvironmentOptions {
  /** The process in which its thread runs. */
  readonly host: EnvironmentHost;
  /** File of the bundled worker program. */
  readonly program: string;
  readonly settings: WorkerSettings;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** Receives each line that the function writes, before the invocation's outcome. */
  readonly onLog: (timestamp: number, message: string) => void;
  /** Receives what the thread itself writes, such as a fatal error of V8. */
  readonly onDiagnostic: (message: string) => void;
}

/**
 * One execution environment: a worker thread that handles one event at a time. After a time-out or exit it cannot be used
 * again. Times are real milliseconds.
 */
export class ExecutionEnvironment {
  readonly #hosted: HostedEnvironment;
  #settle: (ending: Ending) => void = () => undefined;
  #death: string | undefined;
  #alive = true;

  constructor({ host, onLog, onDiagnostic, ...request }: EnvironmentOptions) {
    this.#hosted = host.start(request, {
      onDiagnostic,
      onMessage: (message) => {
        if (message.type === 'log') {
          onLog(message.timestamp, message.message);
          return;
        }
        if (message.last) this.#alive = false;
        this.#settle(message);
      },
      onExit: (cause) => {
        this.#alive = false;
        this.#death = cause;
        this.#settle({ type: 'exited', cause });
      },
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves once the bundle has been imported or has failed to import. */
  async ready(timeoutMs: number): Promise<Ending> {
    const ending = await this.#wait(timeoutMs);
    if (ending.type !== 'outcome' || ending.failed) void this.end();
    return ending;
  }

  /** Passes one event to the handler. On a time-out, resolves immediately while the thread is still being ended. */
  async invoke(message: InvokeMessage): Promise<Ending> {
    const waiting = this.#wait(message.timeoutMs);
    this.#hosted.invoke(message);
    const ending = await waiting;
    if (ending.type === 'timed-out') void this.end();
    return ending;
  }

  async end(): Promise<void> {
    this.#alive = false;
    await this.#hosted.end();
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
