/** Checks that neither side has suspiciously few rows: hidden rows are not missing rows. */
import { EmptySideError, ShrunkSideError, TooFewRowsError } from './errors.ts';
import type { EngineRule } from './rule.ts';

export interface RowCounts {
  readonly left: number;
  readonly right: number;
}

const OTHER = { left: 'right', right: 'left' } as const;

/**
 * @param before rows at the last complete pass, if one is known
 * @throws TooFewRowsError, EmptySideError, ShrunkSideError
 */
export function checkRows(
  { name, expectRows, rowGuards }: Pick<EngineRule, 'name' | 'expectRows' | 'rowGuards'>,
  rows: RowCounts,
  before: RowCounts | undefined,
): void {
  for (const side of ['left', 'right'] as const) {
    const found = rows[side];
    if (found < expectRows[side]) throw new TooFewRowsError(name, side, found, expectRows[side]);
    const guard = rowGuards?.[side];
    if (guard === undefined) continue;
    if (found === 0) {
      if (guard.allowEmpty) continue;
      if (rows[OTHER[side]] > 0) throw new EmptySideError(name, side);
    }
    const last = before?.[side] ?? 0;
    if (found < last * (1 - guard.maxShrink)) throw new ShrunkSideError(name, side, found, last);
  }
}
