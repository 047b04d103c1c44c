import { setTimeout as wait } from 'node:timers/promises';

/** Real time and chance, as requests wait on them. */
export interface Pace {
  /** Milliseconds from an arbitrary start. */
  elapsed(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
}

export const realPace: Pace = {
  elapsed: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  random: () => Math.random(),
};
