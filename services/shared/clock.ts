/** Where handlers take the time from; pure code gets a `Date`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Epoch seconds after which a record that guards against late or repeated messages may go: a day more than the
 * longest retention of a stream or queue (14 days).
 */
export const expiresAfterRetention = (now: Date): number => Math.floor(now.getTime() / 1000) + 15 * DAY_SECONDS;
