import type { LimitFunction } from 'p-limit';
import type { Ending, ExecutionEnvironment } from './execution-environment.ts';

/** Real milliseconds that the import of a bundle may take, as on AWS. */
export const INIT_TIMEOUT = 10_000;

/** Real milliseconds after which an environment that nobody used is ended. */
const IDLE_LIFE = 300_000;

/**
 * Real milliseconds, for each environment there is already, that a call waits for one of them before another is
 * started. A start costs a core for the better part of a second: on one machine, starting a thread for every call of a
 * burst would slow the very calls whose slowness asked for it.
 */
const PATIENCE = 250;

/** An environment to use, or how the start of one failed. */
export type Lease =
  | { readonly environment: ExecutionEnvironment; readonly initMs: number | undefined }
  | { readonly failure: Ending };

/**
 * The execution environments of one version. The most recently used idle one serves first, so that the others can
 * cool down. A call that finds none waits for the first to become free or started; cold starts across all functions
 * pass `starts`, so that no more begin at a time than the machine's cores can bring up.
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
      const patience = Math.max(this.#all.size, this.#starting) * PATIENCE;
      if (patience === 0) this.#startForWaiting();
      else
        setTimeout(() => {
          this.#startForWaiting(resolve);
        }, patience).unref();
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

  /** @param call starts none if this one has been served meanwhile */
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
