import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, ClockJumpedError } from './engine/index.ts';

/** Real milliseconds between looks at the time, so that a wait ends on time on a clock of any speed. */
const STEP_MS = 200;

/** The first look, which tells how fast the clock runs. */
const FIRST_STEP_MS = 20;

/** How far a step may exceed what the clock's speed explains: on that clock, and as a share of the step. */
const TOLERATED_MS = 30_000;
const TOLERATED_SHARE = 0.5;

interface ClockSources {
  /** Epoch milliseconds, at whatever speed. */
  readonly now: () => number;
  /** Real milliseconds, monotonic. */
  readonly elapsed: () => number;
  readonly wait: (realMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A clock that notices while it waits that its time was set. Its speed is not known, but is constant, and a jump ahead
 * only makes it look faster: so the slowest step that was ever seen tells the speed, and a step that goes further than
 * that explains is a jump.
 *
 * A wait throws ClockJumpedError then; so it does where the clock went back.
 */
export function watchedClock({ now, elapsed, wait: pass }: ClockSources): Clock {
  let slowest = Infinity;
  const step = async (realMs: number, signal: AbortSignal): Promise<void> => {
    const from = { now: now(), elapsed: elapsed() };
    await pass(realMs, signal);
    const to = { now: now(), elapsed: elapsed() };
    const real = Math.max(1, to.elapsed - from.elapsed);
    const passed = to.now - from.now;
    if (passed < 0) throw new ClockJumpedError(from.now, to.now);
    slowest = Math.min(slowest, passed / real);
    const explained = slowest * real;
    if (passed - explained > Math.max(TOLERATED_MS, explained * TOLERATED_SHARE)) {
      throw new ClockJumpedError(from.now + explained, to.now);
    }
  };
  return {
    now,
    elapsed,
    async sleep(ms, signal) {
      const end = now() + ms;
      if (slowest === Infinity && ms > 0) await step(FIRST_STEP_MS, signal);
      for (let left = end - now(); left > 0; left = end - now()) await step(Math.min(left, STEP_MS), signal);
    },
  };
}

/** The process's own `Date`, at whatever speed it runs. */
export const systemClock: Clock = watchedClock({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (realMs, signal) =>
    wait(realMs, undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    }),
});
