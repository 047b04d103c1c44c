/** CloudWatch's time formats: seconds on the wire, timestamps with `+0000` in the history and in events. */
import * as z from 'zod';

/** The end of the year 9999, in seconds: with greater numbers, arithmetic on times stops being exact. */
const MAX_SECONDS = 253_402_300_799;

/** A time in a request, in seconds since 1970. */
export const timeInput = z.number().min(0).max(MAX_SECONDS);

/** A period in a request, in seconds: as in CloudWatch, at most a day. */
export const periodInput = z.int().min(1).max(86_400);

/** Converts milliseconds to fractional seconds, as used on the wire. */
export const toSeconds = (milliseconds: number): number => milliseconds / 1000;

export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** `2026-01-31T10:00:00.000+0000` */
export const toStamp = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '+0000');
