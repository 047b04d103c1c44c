/** CloudWatch's time formats: seconds on the wire, timestamps with `+0000` in the history and in events. */

/** Converts milliseconds to fractional seconds, as used on the wire. */
export const toSeconds = (milliseconds: number): number => milliseconds / 1000;

export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** `2026-01-31T10:00:00.000+0000` */
export const toStamp = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '+0000');
