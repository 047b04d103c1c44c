import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, ClockJumpedError } from './engine/index.ts';

/** Real milliseconds between reads of the time, so that a wait ends on time on a clock of any speed. */
const STEP_MS = 200;

/** The first steps, which measure how fast the clock runs. */
const FIRST_STEP_MS = 20;
const FIRST_STEPS = 3;

/** Number of steps whose median is the speed, so that a step in which the clock was set has no weight. */
const STEPS_KEPT = 31;

/** How far time may deviate from what the clock's speed explains: on that clock, as a share, and in real milliseconds. */
const TOLERATED_MS = 30_000;
const TOLERATED_SHARE = 0.1;
const TOLERATED_REAL_MS = 500;

interface ClockSources {
  /** Epoch milliseconds, at any speed. */
  readonly now: () => number;
  /** Real milliseconds, monotonic. */
  readonly elapsed: () => number;
  readonly wait: (realMs: number, signal: AbortSignal) => Promise<void>;
}

interface Moment {
  readonly now: number;
  readonly elapsed: number;
}

interface Watch {
  from: Moment;
  readonly jumped: (error: ClockJumpedError) => void;
}

/**
 * A clock that notices when someone sets it: during a wait, and, while it is watched, at every call of `now`. Its speed is
 * unknown but constant, so real time shows how far it must have advanced.
 *
 * A wait throws ClockJumpedError when the clock was set, and whenever time went back.
 *
 * @internal
 */
export function watchedClock({ now, elapsed, wait: pass }: ClockSources): Clock {
  const speed = createSpeed();
  const watches = new Set<Watch>();
  const look = (): Moment => {
    const at = { now: now(), elapsed: elapsed() };
    for (const watch of watches) {
      const error = speed.misfit(watch.from, at);
      watch.from = at;
      if (error !== undefined) watch.jumped(error);
    }
    return at;
  };
  const step = async (realMs: number, signal: AbortSignal): Promise<void> => {
    const from = look();
    await pass(realMs, signal);
    const to = look();
    if (to.now < from.now) throw new ClockJumpedError(from.now, to.now);
    speed.saw(from, to);
    const error = speed.misfit(from, to);
    if (error !== undefined) throw error;
  };
  const learnSpeed = async (signal: AbortSignal): Promise<void> => {
    const from = look();
    while (!speed.isKnown()) await step(FIRST_STEP_MS, signal);
    const error = speed.misfit(from, look());
    if (error !== undefined) throw error;
  };
  return {
    now: () => look().now,
    elapsed,
    async sleep(ms, signal) {
      const end = now() + ms;
      if (ms > 0) await learnSpeed(signal);
      for (let left = end - now(); left > 0; left = end - now()) await step(Math.min(left, STEP_MS), signal);
    },
    async watch(jumped, signal) {
      await learnSpeed(signal);
      const watch = { from: look(), jumped };
      watches.add(watch);
      return () => {
        watches.delete(watch);
      };
    },
  };
}

/** How fast a clock runs: the median of the steps seen so far. */
function createSpeed() {
  const seen: number[] = [];
  let median = Infinity;
  const isKnown = (): boolean => seen.length >= FIRST_STEPS;
  return {
    isKnown,
    saw(from: Moment, to: Moment): void {
      seen.push((to.now - from.now) / Math.max(1, to.elapsed - from.elapsed));
      if (seen.length > STEPS_KEPT) seen.shift();
      median = seen.toSorted((one, other) => one - other)[Math.floor(seen.length / 2)] ?? Infinity;
    },
    /** Undefined if the speed explains the time between, or is unknown so far. */
    misfit(from: Moment, to: Moment): ClockJumpedError | undefined {
      if (!isKnown()) return undefined;
      const explained = median * (to.elapsed - from.elapsed);
      const tolerated = Math.max(TOLERATED_MS, explained * TOLERATED_SHARE, median * TOLERATED_REAL_MS);
      const off = to.now - from.now - explained;
      return Math.abs(off) > tolerated ? new ClockJumpedError(from.now + explained, to.now) : undefined;
    },
  };
}

/** The process's own `Date`, at whatever speed that runs. */
export const systemClock: Clock = watchedClock({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (realMs, signal) =>
    wait(realMs, undefined, { signal }).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    }),
});
