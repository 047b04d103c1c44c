import { tokensOf } from '../compare/index.ts';
import type { Pushdown } from '../pushdown.ts';
import type { Reading } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { hashingOf, type SketchPlan, type Tokened } from '../sketch/index.ts';
import type { Side } from './plan-parts.ts';

/** What the store of a side computes itself; undefined if the side has to be streamed. */
export const pushdownOf = ({ sides }: EngineRule, side: Side, reading: Reading): Promise<Pushdown | undefined> =>
  (side === 'left' ? sides.pushLeft : sides.pushRight)?.(reading) ?? Promise.resolve(undefined);

/**
 * The rows of a part, reduced to what is compared.
 *
 * @param isWanted whether a key is wanted; all by default. Only wanted rows are hashed
 */
export async function* tokenedRows(
  rule: EngineRule,
  side: Side,
  plan: SketchPlan,
  reading: Reading,
  isWanted: (key: string) => boolean = () => true,
): AsyncGenerator<Tokened> {
  const tokens = tokensOf(rule, hashingOf(plan));
  const rows = side === 'left' ? rule.sides.scanLeft(reading) : rule.sides.scanRight(reading);
  for await (const row of rows) if (isWanted(row.key)) yield { key: row.key, token: tokens[side](row) };
}
