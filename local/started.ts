/** Parts of a system that have been started, to be shut down in the opposite order. */
export class Started {
  readonly #ends: { readonly end: () => Promise<void>; readonly limitMs: number | undefined }[] = [];

  /**
   * @param limitMs real milliseconds after which the shutdown goes on without this part: a request that never ends must
   *   not keep the processes running. Undefined for a part that has a limit of its own
   */
  add(end: () => Promise<void>, limitMs?: number): void {
    this.#ends.unshift({ end, limitMs });
  }

  /** Shuts everything down. What fails or takes too long is logged. */
  async end(log: (message: string) => void): Promise<void> {
    for (const { end, limitMs } of this.#ends.splice(0)) {
      await within(limitMs, end()).catch((error: unknown) => {
        log(`closing: ${String(error)}`);
      });
    }
  }
}

async function within(limitMs: number | undefined, work: Promise<void>): Promise<void> {
  if (limitMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`a part of the system has not closed within ${String(limitMs)} ms`));
    }, limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
