import { setTimeout as wait } from 'node:timers/promises';
import type { StreamRecord } from './stream-record.ts';

/** Maximum size of the records of a batch in bytes: the limit of a synchronous invocation, less room for the envelope. */
const BATCH_BYTES = 6 * 1024 * 1024 - 1024;

/**
 * The number of records at the front that form a batch: of a single shard, within both limits, and at least one.
 *
 * @internal
 */
export function batchLength(records: readonly StreamRecord[], limit: number): number {
  let bytes = 0;
  let length = 0;
  for (const record of records) {
    bytes += record.bytes + 1;
    if (length === limit || record.shardId !== records[0]?.shardId || (length > 0 && bytes > BATCH_BYTES)) break;
    length += 1;
  }
  return length;
}

/** Records waiting for their lane, in stream order. */
export class Inbox {
  readonly #records: StreamRecord[] = [];
  #wake: () => void = () => undefined;

  get size(): number {
    return this.#records.length;
  }

  push(record: StreamRecord): void {
    this.#records.push(record);
    this.#wake();
  }

  /** Takes the next batch. With a window, waits up to that many real milliseconds after the first record for it to fill. */
  async take(limit: number, windowMs: number, signal: AbortSignal): Promise<readonly StreamRecord[]> {
    while (this.#records.length === 0) await this.#pushed(signal);
    if (windowMs > 0) {
      const filled = new AbortController();
      const over = AbortSignal.any([signal, filled.signal]);
      const window = wait(windowMs, undefined, { signal: over }).catch(() => undefined);
      void window.then(() => {
        filled.abort();
        this.#wake();
      });
      while (this.#records.length < limit && !filled.signal.aborted) await this.#pushed(signal);
      filled.abort();
    }
    return this.#records.splice(0, batchLength(this.#records, limit));
  }

  #pushed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(new Error('the mapping is closing'));
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
    });
  }
}
