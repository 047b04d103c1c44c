import type { Pace } from './pace.ts';

/** Keeps the capacity that requests consume below a rate. */
export interface Limiter {
  /**
   * Resolves when the next request may be sent, with a function to report the read units it consumed.
   *
   * @param share of the rate that this reader may use; all of it by default
   */
  turn(signal: AbortSignal, share?: number): Promise<(units: number) => void>;
}

/**
 * A leaky bucket: each request waits until the rate has paid for those before it. Until a request reports its cost, it
 * is assumed to cost as much as the last one, so that segments read in parallel do not all wake at the same moment.
 */
export function capacityLimiter(unitsPerSecond: number, { elapsed, sleep }: Omit<Pace, 'random'>): Limiter {
  let paidAt = -Infinity;
  let expected = 0;
  return {
    async turn(signal, share = 1) {
      const msOf = (units: number): number => (units / (unitsPerSecond * share)) * 1000;
      const now = elapsed();
      const mine = Math.max(paidAt, now);
      const charged = expected;
      paidAt = mine + msOf(charged);
      if (mine > now) await sleep(mine - now, signal);
      return (units) => {
        paidAt += msOf(units - charged);
        expected = units;
      };
    },
  };
}

export const unlimited: Limiter = { turn: () => Promise.resolve(() => undefined) };
