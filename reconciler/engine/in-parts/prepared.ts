import { CANONICAL_VERSION } from '../canonical.ts';
import { type Bounds, type Comparison, Records, type SpoolRecord, tokensOf } from '../compare/index.ts';
import type { AbsentField } from '../errors.ts';
import type { EngineRule } from '../rule.ts';
import { hashingOf } from '../sketch/index.ts';
import { type Side, SIDES } from './plan-parts.ts';

/** What workers found out about a rule. A run settles and repairs it as if it had compared the sides itself. */
export interface PreparedComparison {
  readonly rows: Readonly<Record<Side, number>>;
  readonly candidates: readonly SpoolRecord[];
  readonly absent: readonly AbsentField[];
  /** A part of each side that was read. */
  readonly parts: Readonly<Record<Side, string>>;
  readonly bytes: number;
  readonly readUnits: number;
  /** Real seconds that the workers spent. */
  readonly seconds: number;
}

/** @param bounds with the seed of the plan by which the workers compared */
export async function recalled(
  rule: EngineRule,
  prepared: PreparedComparison,
  { seed, spool, memory }: Bounds,
): Promise<Comparison> {
  for (const side of SIDES) {
    rule.sides.parts?.[side].resume?.(prepared.parts[side]);
    rule.sides.parts?.[side].checkRows?.(prepared.rows[side]);
  }
  const candidates = new Records(spool, Math.max(1, Math.floor(memory.rows / 4)));
  for (const record of prepared.candidates) await candidates.append(record);
  return { candidates, rows: prepared.rows, tokens: tokensOf(rule, hashingOf({ version: CANONICAL_VERSION, seed })) };
}
