import { type ChildProcess, fork } from 'node:child_process';
import { inBatches } from './worker/batches.ts';
import type { FromHost, InvokeMessage, ToHost, WorkerMessage } from './worker/protocol.ts';

/** Receives what becomes of one environment. */
export interface EnvironmentEvents {
  readonly onMessage: (message: WorkerMessage) => void;
  readonly onDiagnostic: (text: string) => void;
  /** @param cause in Lambda's wording: `exit status 1`, `signal: killed` */
  readonly onExit: (cause: string) => void;
}

/** One environment of a host. */
export interface HostedEnvironment {
  readonly invoke: (message: InvokeMessage) => void;
  /** Resolves when its thread has ended. */
  readonly end: () => Promise<void>;
}

export type StartRequest = Omit<Extract<ToHost, { type: 'start' }>, 'id' | 'type'>;

interface Entry extends EnvironmentEvents {
  readonly ended: () => void;
}

/**
 * A process in which the environments of one runtime run as worker threads, on the Node.js of that runtime. If it ends, all
 * its environments have ended, and the next one starts another process.
 */
export class EnvironmentHost {
  readonly #program: string;
  readonly #node: string;
  readonly #onDiagnostic: (text: string) => void;
  readonly #onLost: (how: string) => void;
  readonly #questions = new Map<number, () => void>();
  readonly #entries = new Map<number, Entry>();
  #child: ChildProcess | undefined;
  #post: (command: ToHost) => void = () => undefined;
  #last = 0;
  #closed = false;

  /**
   * @param program file of the bundled host program
   * @param node path of the Node.js that runs it
   */
  constructor(
    program: string,
    node: string,
    events: { readonly onDiagnostic: (text: string) => void; readonly onLost: (how: string) => void },
  ) {
    this.#program = program;
    this.#node = node;
    this.#onDiagnostic = events.onDiagnostic;
    this.#onLost = events.onLost;
  }

  /** Resolves when the process has answered, and at once while there is none. */
  ping(): Promise<void> {
    if (this.#child === undefined) return Promise.resolve();
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#post({ id, type: 'ping' });
    });
  }

  start(request: StartRequest, events: EnvironmentEvents): HostedEnvironment {
    if (this.#child === undefined) this.#open();
    const id = ++this.#last;
    const post = this.#post;
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    this.#entries.set(id, { ...events, ended });
    post({ id, type: 'start', ...request });
    return {
      invoke: (message) => {
        post({ id, type: 'invoke', message });
      },
      end: () => {
        post({ id, type: 'end' });
        return end;
      },
    };
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#closed = true;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.kill('SIGKILL');
    });
  }

  #open(): void {
    const child = fork(this.#program, {
      execPath: this.#node,
      execArgv: [],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: ':UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
      // In its own process group: Ctrl-C then reaches only this process. The host ends when its channel closes.
      detached: true,
    });
    this.#child = child;
    this.#post = inBatches((batch) => {
      if (child.connected) child.send(batch);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#onDiagnostic(chunk.toString('utf8').trimEnd());
    });
    child.on('message', (batch) => {
      for (const event of batch as readonly FromHost[]) this.#take(event);
    });
    child.on('error', (error) => {
      this.#lose(child, error.message);
    });
    child.on('exit', (code, signal) => {
      this.#lose(child, signal === null ? `exit status ${String(code)}` : 'signal: killed');
    });
  }

  #take(event: FromHost): void {
    if (event.type === 'pong') {
      this.#questions.get(event.id)?.();
      this.#questions.delete(event.id);
      return;
    }
    const entry = this.#entries.get(event.id);
    if (event.type === 'message') entry?.onMessage(event.message);
    else if (event.type === 'diagnostic') entry?.onDiagnostic(event.text);
    else this.#exited(event.id, event.cause);
  }

  #exited(id: number, cause: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.onExit(cause);
    entry?.ended();
  }

  #lose(child: ChildProcess, cause: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#closed) this.#onLost(cause);
    for (const id of [...this.#entries.keys()]) this.#exited(id, cause);
  }
}
