import type { Pace } from './pace.ts';

/** Keeps what requests consume below a rate. */
export interface Limiter {
  /** Resolves when the next request may be sent. */
  turn(signal: AbortSignal): Promise<void>;
  /** What a request that had its turn has consumed, in read units. */
  consumed(units: number): void;
}

/**
 * A leaky bucket: each request waits until those before it are paid for at the rate. It is taken to cost what the last
 * one did until it says what it cost, so that segments that read at once do not all wake at the same moment.
 */
export function capacityLimiter(unitsASecond: number, { elapsed, sleep }: Omit<Pace, 'random'>): Limiter {
  const msOf = (units: number): number => (units / unitsASecond) * 1000;
  let paidAt = -Infinity;
  let expected = 0;
  return {
    async turn(signal) {
      const now = elapsed();
      const mine = Math.max(paidAt, now);
      paidAt = mine + msOf(expected);
      if (mine > now) await sleep(mine - now, signal);
    },
    consumed(units) {
      paidAt += msOf(units - expected);
      expected = units;
    },
  };
}

export const unlimited: Limiter = { turn: () => Promise.resolve(), consumed: () => undefined };
