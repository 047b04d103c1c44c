import type { Lacked } from './evidence/event.ts';

/**
 * Beyond these, a machine lacks something. `cpu`: with two cores, a machine with a load of 4 makes work take two to three
 * times as long, and one with a load of 12 six times. `memory` and `steal` are shares of the time. `disk`: a run writes some
 * megabytes.
 */
export const MACHINE_LIMITS: Readonly<Record<Lacked, number>> = {
  cpu: 5,
  steal: 0.3,
  memory: 0.2,
  disk: 16 * 1024 * 1024,
  handles: 0.95,
};

/** Whether there is less of it than `limit` allows: free space is short below its limit, and everything else above. */
export function isShort(lacked: Lacked, value: number, limit: number = MACHINE_LIMITS[lacked]): boolean {
  return lacked === 'disk' ? value < limit : value > limit;
}
