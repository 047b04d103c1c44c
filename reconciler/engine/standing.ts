/** How a key is judged when it is read again after the settle window. */
import type { Row } from './row.ts';
import type { EngineRule, Pair } from './rule.ts';

export type Standing =
  | 'agreed'
  /** Written within the settle window: in flight, and no obstacle to a clean run. */
  | 'recent'
  /** In flight or changing for longer than the settle window: too early to judge. */
  | 'deferred'
  | 'stuck'
  | 'drift';

export interface Settled {
  readonly key: string;
  readonly standing: Standing;
  readonly pair: Pair;
  /** Without images the key can be reported but not repaired. */
  readonly hasImages: boolean;
}

export const isFound = (standing: Standing): standing is 'drift' | 'stuck' =>
  standing === 'drift' || standing === 'stuck';

export interface Look {
  /** When the rows were requested, epoch milliseconds; anything written after that is even more recent. */
  readonly now: number;
  /** Whether this is the last look at the key. */
  readonly isLast: boolean;
}

/**
 * Judges a key whose sides have not agreed at any of the versions seen; undefined if it has to be read once more.
 *
 * @param isChanged whether a side may have changed since the look before
 */
export function standingOf(
  pair: Pair,
  isChanged: boolean,
  { now, isLast }: Look,
  { settleWindow, stuckAfter, inFlight }: Pick<EngineRule, 'settleWindow' | 'stuckAfter' | 'inFlight'>,
): Exclude<Standing, 'agreed'> | undefined {
  if (pair.torn === true) return isLast ? 'deferred' : undefined;
  const age = now - lastWrite(pair, now);
  if (inFlight(pair)) {
    if (age >= stuckAfter && !isChanged) return 'stuck';
    if (age < settleWindow) return 'recent';
    return isLast ? 'deferred' : undefined;
  }
  if (!isChanged && age >= settleWindow) return 'drift';
  if (!isLast) return undefined;
  return age < settleWindow ? 'recent' : 'deferred';
}

/** Further ahead than any clock runs: such a time, like 9999-12-31, does not say when the row was written. */
const MAX_AHEAD = 24 * 60 * 60_000;

/** A row without a time counts as old. */
function lastWrite({ left, right }: Pair, now: number): number {
  const timeOf = ({ touchedAt = -Infinity }: Row): number => (touchedAt - now > MAX_AHEAD ? -Infinity : touchedAt);
  return Math.max(left ? timeOf(left) : -Infinity, right ? timeOf(right) : -Infinity);
}
