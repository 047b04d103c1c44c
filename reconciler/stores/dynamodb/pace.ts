import { setTimeout as wait } from 'node:timers/promises';

/** The clock and the random numbers that waiting requests use. */
export interface Pace {
  /** Milliseconds from an arbitrary start. */
  elapsed(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A random number from 0 to 1. */
  random(): number;
}

export const realPace: Pace = {
  elapsed: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  random: () => Math.random(),
};
