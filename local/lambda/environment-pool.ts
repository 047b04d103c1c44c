import type { LimitFunction } from 'p-limit';
import type { Ending, ExecutionEnvironment } from './execution-environment.ts';

/** Real milliseconds that the import of a bundle may take, as on AWS. */
export const INIT_TIMEOUT = 10_000;

/** Real milliseconds after which an environment that nobody used is ended. */
const IDLE_LIFE = 300_000;

/** An environment to use, or how the start of one failed. */
export type Lease =
  | { readonly environment: ExecutionEnvironment; readonly initMs: number | undefined }
  | { readonly failure: Ending };

/**
 * The execution environments of one version. The most recently used idle one serves first, so that the others can
 * cool down. A call that finds none waits for the first to become free or started; cold starts across all functions
 * pass `starts`, or a burst would start more threads than the machine's cores can bring up.
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

  acquire(): Promise<Lease> {
    for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
      clearTimeout(found.reaper);
      if (found.environment.alive) return Promise.resolve({ environment: found.environment, initMs: undefined });
      this.#all.delete(found.environment);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#startForWaiting();
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

  #startForWaiting(): void {
    while (this.#starting < this.#waiting.length) {
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
