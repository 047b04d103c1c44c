import { setTimeout as sleep } from 'node:timers/promises';

export interface Watch {
  /** Looks once more, and then no longer. Rejects with what a look failed of, if one did. */
  stop(): Promise<void>;
  /** Looks no longer, and does not ask what became of it. */
  end(): Promise<void>;
}

/**
 * Looks every so often, one look at a time, until stopped. A look that fails once is tried again; twice running, it ends.
 *
 * @param blind told when it ends so
 */
export function startWatch(look: () => Promise<void>, everyMs: number, blind?: (error: unknown) => void): Watch {
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
  looping.catch((error: unknown) => blind?.(error));
  return {
    async stop() {
      ending.abort();
      await looping;
      await look();
    },
    async end() {
      ending.abort();
      await looping.catch(() => undefined);
    },
  };
}
