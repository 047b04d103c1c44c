import type { AbsentField } from '../errors.ts';
import type { Reading } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { addRow, digestOf, emptySketch, hashingOf, type Sketch, type SketchPlan } from '../sketch/index.ts';
import type { Side } from './plan-parts.ts';
import { pushdownOf, tokenedRows } from './tokened-side.ts';

export interface PartSketch {
  readonly sketch: Sketch;
  /** Fields that no row of the part holds. */
  readonly absent: readonly AbsentField[];
}

/** @param reading restricted to the part */
export async function sketchPart(
  rule: EngineRule,
  side: Side,
  plan: SketchPlan,
  reading: Reading,
): Promise<PartSketch> {
  const pushdown = await pushdownOf(rule, side, reading);
  if (pushdown !== undefined) return { sketch: await pushdown.sketch(plan, reading), absent: [] };
  const absent: AbsentField[] = [];
  const noting: Reading = {
    ...reading,
    absent: (field) => {
      absent.push(field);
    },
  };
  const hashing = hashingOf(plan);
  const sketch = emptySketch(plan);
  for await (const row of tokenedRows(rule, side, plan, noting)) addRow(sketch, digestOf(hashing, row));
  return { sketch, absent };
}
