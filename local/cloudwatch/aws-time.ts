/** How CloudWatch writes times: seconds on the wire, `+0000` in history and events. */

/** Milliseconds as the wire's seconds, with a fraction. */
export const toSeconds = (milliseconds: number): number => milliseconds / 1000;

export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** `2026-01-31T10:00:00.000+0000` */
export const toStamp = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '+0000');
