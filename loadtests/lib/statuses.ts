/** Which statuses are not failures. Plain TypeScript: k6 imports it too. */
import type { Stretch } from './plan.ts';

/** One HTTP status, or a range of them. */
export type Status = number | { readonly min: number; readonly max: number };

/** The statuses that k6 counts as success by default. */
export const ANSWERED: readonly Status[] = [{ min: 200, max: 399 }];

/**
 * The allowed statuses of a stretch's requests: those that the experiment expects, or else the journey's `usual` ones,
 * and those of requests that a fault hits. 0 means no answer and is not a status.
 */
export function allowedStatuses(
  { statuses, faultStatuses }: Pick<Stretch, 'statuses' | 'faultStatuses'>,
  usual: readonly Status[],
): Status[] {
  return [...(statuses ?? usual), ...faultStatuses].filter((status) => status !== 0);
}

export const allows = (allowed: readonly Status[], status: number): boolean =>
  allowed.some((each) => (typeof each === 'number' ? each === status : each.min <= status && status <= each.max));
