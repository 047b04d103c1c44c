/** A stretch of a run, in real seconds from now, in which no hourly tick may fall. */
export interface QuietStretch {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3600;

/**
 * Real seconds to wait before the load, so that no tick of the hourly schedule falls between the first fault and the
 * seeded drift: the next one then is the one that is judged.
 */
export function waitForTick(now: Date, speed: number, quiet: QuietStretch): number {
  const hour = HOUR / speed;
  const untilTick = hour - ((now.getTime() / 1000) % HOUR) / speed;
  const ticks = Array.from({ length: Math.ceil(quiet.to / hour) + 1 }, (_, index) => untilTick + index * hour);
  const within = ticks.findLast((tick) => tick >= quiet.from && tick <= quiet.to);
  return within === undefined || quiet.to - quiet.from >= hour ? 0 : within - quiet.from + 1;
}
