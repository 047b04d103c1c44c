import { selector } from '../compare/index.ts';
import type { Reading } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { hashingOf, type Selection, type SketchPlan, type Tokened } from '../sketch/index.ts';
import type { Side } from './plan-parts.ts';
import { pushdownOf, tokenedRows } from './tokened-side.ts';

/**
 * The selected rows of a part.
 *
 * @param reading restricted to the part
 */
export async function* readPart(
  rule: EngineRule,
  side: Side,
  { plan, selection }: { readonly plan: SketchPlan; readonly selection: Selection },
  reading: Reading,
): AsyncGenerator<Tokened> {
  const pushdown = await pushdownOf(rule, side, reading);
  if (pushdown !== undefined) {
    yield* pushdown.select(plan, selection, reading);
    return;
  }
  yield* tokenedRows(rule, side, plan, reading, selector(plan, hashingOf(plan), selection));
}
