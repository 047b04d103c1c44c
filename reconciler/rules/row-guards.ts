/** When a side that holds few rows stops a rule: its rows may be hidden rather than deleted. */
import type { RowGuard } from '../engine/index.ts';

export interface RowGuardOptions {
  /** Minimum number of rows of each side. A side with a minimum of its own may hold any number from there on. */
  readonly expectRows?: { readonly left?: number; readonly right?: number };
  /** Whether a side may be empty while the other is not; by default this stops the rule. */
  readonly allowEmpty?: boolean | { readonly left?: boolean; readonly right?: boolean };
  /** Share of its rows that a side may lose between two complete passes, 0 to 1; half by default. More stops the rule. */
  readonly maxShrink?: number;
}

const MAX_SHRINK = 0.5;

/** Undefined for a side that may hold any number of rows. */
export function rowGuards({ expectRows = {}, allowEmpty = false, maxShrink = MAX_SHRINK }: RowGuardOptions): {
  readonly left: RowGuard | undefined;
  readonly right: RowGuard | undefined;
} {
  const empty = typeof allowEmpty === 'boolean' ? { left: allowEmpty, right: allowEmpty } : allowEmpty;
  const guardOf = (side: 'left' | 'right'): RowGuard | undefined =>
    expectRows[side] === undefined ? { allowEmpty: empty[side] ?? false, maxShrink } : undefined;
  return { left: guardOf('left'), right: guardOf('right') };
}
