/** Stops a rule if a side has suspiciously few rows, because the missing rows may be hidden rather than deleted. */
import type { RowGuard } from '../engine/index.ts';

export interface RowGuardOptions {
  /** Minimum number of rows of each side. A side with a minimum may have any number of rows that is not below it. */
  readonly expectRows?: { readonly left?: number; readonly right?: number };
  /** Whether a side may be empty while the other is not; by default this stops the rule. */
  readonly allowEmpty?: boolean | { readonly left?: boolean; readonly right?: boolean };
  /**
   * Share of its rows that a side may lose between two complete passes, 0 to 1; 0.5 by default. A larger loss stops the
   * rule.
   */
  readonly maxShrink?: number;
}

const MAX_SHRINK = 0.5;

/** Undefined for a side with a minimum in `expectRows`. */
export function rowGuards({ expectRows = {}, allowEmpty = false, maxShrink = MAX_SHRINK }: RowGuardOptions): {
  readonly left: RowGuard | undefined;
  readonly right: RowGuard | undefined;
} {
  const empty = typeof allowEmpty === 'boolean' ? { left: allowEmpty, right: allowEmpty } : allowEmpty;
  const guardOf = (side: 'left' | 'right'): RowGuard | undefined =>
    expectRows[side] === undefined ? { allowEmpty: empty[side] ?? false, maxShrink } : undefined;
  return { left: guardOf('left'), right: guardOf('right') };
}
