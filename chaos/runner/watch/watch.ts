import { setTimeout as sleep } from 'node:timers/promises';

export interface Watch {
  /** Looks once more and then ends. Rejects with the error of a look that failed, if one did. */
  finish(): Promise<void>;
  /** Ends the watch, even if the last look failed. */
  cancel(): Promise<void>;
}

/**
 * Looks repeatedly, one look at a time, until ended. A look that fails is repeated once; a second failure in a row ends
 * the watch.
 *
 * @param onFailure called when the watch ends that way
 */
export function startWatch(look: () => Promise<void>, everyMs: number, onFailure?: (error: unknown) => void): Watch {
  const ending = new AbortController();
  const loop = async () => {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        await look();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures > 1) throw error;
      }
      await sleep(everyMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  const looping = loop();
  looping.catch((error: unknown) => onFailure?.(error));
  return {
    async finish() {
      ending.abort();
      await looping;
      await look();
    },
    async cancel() {
      ending.abort();
      await looping.catch(() => undefined);
    },
  };
}
