/** Where two parts of this process wait for each other. */

/** Rejects with the signal's reason when it is aborted first. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise((done, fail) => {
    const end = (): void => {
      fail(signal.reason as Error);
    };
    signal.addEventListener('abort', end, { once: true });
    promise.then(done, fail).finally(() => {
      signal.removeEventListener('abort', end);
    });
  });
}

/** Something that one part brings about, and others wait for. */
export class Moment<Result = void> {
  readonly #promise: Promise<Result>;
  #settle!: (result: Promise<Result>) => void;

  constructor() {
    this.#promise = new Promise<Result>((resolve) => {
      this.#settle = resolve;
    });
    this.#promise.catch(() => undefined);
  }

  /** The first call decides. */
  settle(result: Promise<Result>): void {
    this.#settle(result);
  }

  /** Rejects with the signal's reason when it is aborted first. */
  awaited(signal: AbortSignal): Promise<Result> {
    return unlessAborted(this.#promise, signal);
  }
}

/** Something that is done once both parts have asked for it; both get its result. */
export class Meeting<Result> {
  readonly #act: () => Result | Promise<Result>;
  readonly #done = new Moment<Result>();
  #come = 0;

  constructor(act: () => Result | Promise<Result>) {
    this.#act = act;
  }

  come(signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    this.#come += 1;
    if (this.#come === 2) this.#done.settle(Promise.resolve().then(this.#act));
    return this.#done.awaited(signal);
  }
}
