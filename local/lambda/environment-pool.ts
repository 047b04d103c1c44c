import type { LimitFunction } from 'p-limit';
import type { Ending, ExecutionEnvironment } from './execution-environment.ts';

/** Time limit for importing a bundle, in real milliseconds, as on AWS. */
export const INIT_TIMEOUT = 10_000;

/** Real milliseconds after which an unused environment is ended. */
const IDLE_LIFE = 300_000;

/**
 * Real milliseconds, for each existing environment, that a call waits before another environment is started. A start
 * occupies a core for most of a second, so starting a thread for every call of a burst would slow down all of them.
 */
const WAIT_PER_ENVIRONMENT = 250;

/** An environment to use, or the reason why one could not be started. */
export type Lease =
  | { readonly environment: ExecutionEnvironment; readonly initMs: number | undefined }
  | { readonly failure: Ending };

/**
 * The execution environments of one version. The most recently used idle one serves first, so that the others can go
 * cold. A call that finds none idle waits for the first to become free or to start. All functions share `starts`, which
 * limits concurrent cold starts to what the machine's cores can handle.
 */
export class EnvironmentPool {
  readonly #start: () => ExecutionEnvironment;
  readonly #starts: LimitFunction;
  readonly #idle: { readonly environment: ExecutionEnvironment; readonly reaper: NodeJS.Timeout }[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: ((lease: Lease) => void)[] = [];
  #starting = 0;
  #closed = false;

  constructor(start: () => ExecutionEnvironment, starts: LimitFunction) {
    this.#start = start;
    this.#starts = starts;
  }

  /** Takes an environment, which must be released. */
  acquire(): Promise<Lease> {
    for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
      clearTimeout(found.reaper);
      if (found.environment.alive) return Promise.resolve({ environment: found.environment, initMs: undefined });
      this.#all.delete(found.environment);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      const waitMs = Math.max(this.#all.size, this.#starting) * WAIT_PER_ENVIRONMENT;
      if (waitMs === 0) this.#startForWaiting();
      else
        setTimeout(() => {
          this.#startForWaiting(resolve);
        }, waitMs).unref();
    });
  }

  release(environment: ExecutionEnvironment): void {
    if (!environment.alive) {
      this.#all.delete(environment);
      this.#startForWaiting();
      return;
    }
    this.#give(environment, undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { reaper } of this.#idle) clearTimeout(reaper);
    await Promise.all([...this.#all].map((environment) => environment.end()));
  }

  #give(environment: ExecutionEnvironment, initMs: number | undefined): void {
    const next = this.#waiting.shift();
    if (next) next({ environment, initMs });
    else this.#idle.push({ environment, reaper: setTimeout(() => void environment.end(), IDLE_LIFE).unref() });
  }

  /** @param call starts nothing if this call has already been served */
  #startForWaiting(call?: (lease: Lease) => void): void {
    if (call !== undefined && !this.#waiting.includes(call)) return;
    const wanted = call === undefined ? this.#waiting.length : Math.min(this.#starting + 1, this.#waiting.length);
    while (this.#starting < wanted) {
      this.#starting += 1;
      void this.#starts(async () => {
        if (this.#waiting.length > 0 && !this.#closed) await this.#startOne();
      }).finally(() => {
        this.#starting -= 1;
      });
    }
  }

  async #startOne(): Promise<void> {
    const begun = performance.now();
    const environment = this.#start();
    this.#all.add(environment);
    const ending = await environment.ready(INIT_TIMEOUT);
    if (ending.type === 'outcome' && !ending.failed) {
      this.#give(environment, performance.now() - begun);
    } else {
      this.#all.delete(environment);
      this.#waiting.shift()?.({ failure: ending });
    }
  }
}
