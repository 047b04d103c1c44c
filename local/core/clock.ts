import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './types.ts';

/** The longest delay that Node.js timers accept, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * A virtual clock that starts at `startAt` and runs at `speed`. It is driven by the machine's monotonic clock, so
 * adjusting the wall clock does not affect it.
 */
export function createClock({ speed, startAt }: { readonly speed: number; readonly startAt: Date }): Clock {
  if (!(speed > 0)) throw new RangeError(`the clock's speed must be above 0, not ${String(speed)}`);
  const start = startAt.getTime();
  const base = performance.now();
  const now = (): number => Math.floor(start + (performance.now() - base) * speed);
  return {
    speed,
    now,
    async sleep(ms, signal) {
      const end = now() + ms;
      signal?.throwIfAborted();
      for (let left = ms; left > 0; left = end - now()) {
        const delay = Math.min(MAX_TIMER_MS, Math.ceil(left / speed));
        await wait(delay, undefined, signal ? { signal } : undefined).catch((error: unknown) => {
          throw signal?.aborted === true ? signal.reason : error;
        });
      }
    },
  };
}
