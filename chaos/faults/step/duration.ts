/** How long a fault delays something. */
import * as z from 'zod/mini';

/** No function runs for longer than fifteen minutes. */
export const MAX_MS = 900_000;

export const milliseconds = z.number().check(z.gt(0), z.lte(MAX_MS));

export type Duration =
  | { readonly ms: number }
  | { readonly fromMs: number; readonly toMs: number }
  | { readonly distribution: 'normal' | 'exponential'; readonly meanMs: number; readonly deviationMs: number };

/** Real milliseconds, between 0 and the longest run of a function. @param draw a number in [0, 1) for each name */
export function durationMs(duration: Duration, draw: (what: string) => number): number {
  if ('ms' in duration) return duration.ms;
  if ('fromMs' in duration) return duration.fromMs + (duration.toMs - duration.fromMs) * draw('duration');
  const { distribution, meanMs, deviationMs } = duration;
  const drawn = distribution === 'exponential' ? meanMs * exponential(draw) : meanMs + deviationMs * normal(draw);
  return Math.min(MAX_MS, Math.max(0, drawn));
}

/** By inversion; mean 1. */
const exponential = (draw: (what: string) => number): number => -Math.log(1 - draw('duration'));

/** Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958); mean 0, deviation 1. */
const normal = (draw: (what: string) => number): number =>
  Math.sqrt(-2 * Math.log(1 - draw('radius'))) * Math.cos(2 * Math.PI * draw('angle'));
