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

/**
 * The next time after `now` at which the clock of a system is to start, so that a tick falls halfway between the run's
 * begin and the quiet stretch, and nothing has to wait for it.
 *
 * @param boot real seconds from the start of the clock until the run begins
 */
export function startBeforeTick(now: Date, speed: number, quiet: QuietStretch, boot: number): Date {
  const hourMs = HOUR * 1000;
  const leadMs = (boot + quiet.from / 2) * speed * 1000;
  return new Date(Math.ceil((now.getTime() + leadMs) / hourMs) * hourMs - leadMs);
}
