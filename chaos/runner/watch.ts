import { setTimeout as sleep } from 'node:timers/promises';

export interface Watch {
  /** Looks once more, and then no longer. Rejects with what a look failed of, if one did. */
  stop(): Promise<void>;
}

/** Looks every so often, one look at a time, until stopped. A look that fails once is tried again; twice running, it ends. */
export function startWatch(look: () => Promise<void>, everyMs: number): Watch {
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
  looping.catch(() => undefined);
  return {
    async stop() {
      ending.abort();
      await looping;
      await look();
    },
  };
}
