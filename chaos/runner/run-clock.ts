import { setTimeout as sleep } from 'node:timers/promises';
import type { TargetClock } from '../target.ts';

/** One time line for a run: real milliseconds since it began, and the target's time at each of them. */
export interface RunClock {
  readonly startedAt: Date;
  readonly virtualStartedAt: Date;
  readonly speed: number;
  elapsedMs(): number;
  /** The target's time, now or at a moment of the run. */
  virtual(elapsedMs?: number): Date;
  /** The moment of the run at which the target's clock showed `at`. */
  elapsedOf(at: Date | string | number): number;
  /** Waits until that moment of the run. Rejects when the signal ends the wait. */
  until(elapsedMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * @param wall the machine's own clock
 * @param monotonicMs milliseconds that never go back
 * @param wait passes real milliseconds
 */
export function startRunClock(
  target: TargetClock,
  wall: () => Date,
  monotonicMs: () => number,
  wait: (ms: number, signal: AbortSignal) => Promise<void> = (ms, signal) => sleep(ms, undefined, { signal }),
): RunClock {
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
    until: (moment, signal) => wait(Math.max(0, moment - elapsedMs()), signal),
  };
}
