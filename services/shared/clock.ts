/** Where handlers read the time; pure code is passed a `Date`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Epoch seconds at which a record that guards against late or repeated messages may be deleted: one day after the
 * longest retention of a stream or queue (14 days).
 */
export const expiresAfterRetention = (now: Date): number => Math.floor(now.getTime() / 1000) + 15 * DAY_SECONDS;
