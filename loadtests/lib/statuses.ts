/** Which answers are no failure. Plain TypeScript: k6 imports it too. */
import type { Stretch } from './plan.ts';

/** One HTTP status, or all from one to another. */
export type Status = number | { readonly min: number; readonly max: number };

/** What k6 counts as success by itself. */
export const ANSWERED: readonly Status[] = [{ min: 200, max: 399 }];

/**
 * Statuses that a stretch's requests may be answered with: those that the experiment expects, or else the journey's
 * `usual` ones, and those of requests that a fault hits. No answer (0) is none.
 */
export function allowedStatuses(
  { statuses, faultStatuses }: Pick<Stretch, 'statuses' | 'faultStatuses'>,
  usual: readonly Status[],
): Status[] {
  return [...(statuses ?? usual), ...faultStatuses].filter((status) => status !== 0);
}

export const allows = (allowed: readonly Status[], status: number): boolean =>
  allowed.some((each) => (typeof each === 'number' ? each === status : each.min <= status && status <= each.max));
