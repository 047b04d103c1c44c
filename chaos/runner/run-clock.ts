import { setTimeout as sleep } from 'node:timers/promises';
import type { TargetClock } from './ports.ts';

/** One time line for a run: real milliseconds since it began, and the target's time at each of them. */
export interface RunClock {
  readonly startedAt: Date;
  readonly virtualStartedAt: Date;
  readonly speed: number;
  elapsedMs(): number;
  /** The target's time, of now or of a moment of the run. */
  virtual(elapsedMs?: number): Date;
  /** When in the run the target's clock said `at`. */
  elapsedOf(at: Date | string | number): number;
  /** Waits until that moment of the run. Rejects when the signal ends it. */
  until(elapsedMs: number, signal: AbortSignal): Promise<void>;
}

export function startRunClock(target: TargetClock, wall: () => Date, monotonicMs: () => number): RunClock {
  const origin = monotonicMs();
  const virtualStartedAt = target.now();
  const elapsedMs = () => monotonicMs() - origin;
  return {
    startedAt: wall(),
    virtualStartedAt,
    speed: target.speed,
    elapsedMs,
    virtual: (elapsed = elapsedMs()) => new Date(virtualStartedAt.getTime() + elapsed * target.speed),
    elapsedOf: (at) => Math.max(0, (new Date(at).getTime() - virtualStartedAt.getTime()) / target.speed),
    until: async (moment, signal) => {
      await sleep(Math.max(0, moment - elapsedMs()), undefined, { signal });
    },
  };
}
