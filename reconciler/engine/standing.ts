/** How a key stands that was looked at after the settle window. */
import type { EngineRule, Pair } from './rule.ts';

export type Standing =
  | 'agreed'
  /** Written within the settle window: in flight, and no bar to a clean run. */
  | 'young'
  /** In flight or changing for longer than the window: not yet to be judged. */
  | 'deferred'
  | 'stuck'
  | 'drift';

export interface Settled {
  readonly key: string;
  readonly standing: Standing;
  readonly pair: Pair;
  /** Without, it can be told of and not be repaired. */
  readonly hasImages: boolean;
}

export const isFound = (standing: Standing): standing is 'drift' | 'stuck' =>
  standing === 'drift' || standing === 'stuck';

export interface Look {
  /** When the rows were asked for, epoch milliseconds: what was written after it is younger still. */
  readonly now: number;
  /** Whether the key is looked at no more after it. */
  readonly isLast: boolean;
}

/**
 * Of a key at which the sides agree at no version that was witnessed; undefined to look once more.
 *
 * @param isChanged whether a side may be another than it was when it was looked at before
 */
export function standingOf(
  pair: Pair,
  isChanged: boolean,
  { now, isLast }: Look,
  { settleWindow, stuckAfter, inFlight }: Pick<EngineRule, 'settleWindow' | 'stuckAfter' | 'inFlight'>,
): Exclude<Standing, 'agreed'> | undefined {
  if (pair.torn === true) return isLast ? 'deferred' : undefined;
  const age = now - lastTouch(pair);
  if (inFlight(pair)) {
    if (age >= stuckAfter && !isChanged) return 'stuck';
    if (age < settleWindow) return 'young';
    return isLast ? 'deferred' : undefined;
  }
  if (!isChanged && age >= settleWindow) return 'drift';
  if (!isLast) return undefined;
  return age < settleWindow ? 'young' : 'deferred';
}

/** A row that tells no time is taken to be old. */
const lastTouch = ({ left, right }: Pair): number =>
  Math.max(left?.touchedAt ?? -Infinity, right?.touchedAt ?? -Infinity);
