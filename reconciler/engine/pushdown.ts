/** One side of a comparison that the store computes itself. */
import type { Selection, Sketch, SketchPlan, Tokened } from './sketch/index.ts';
import type { Reading } from './view.ts';

export interface Pushdown {
  /** Most cells that one answer of the store holds; as many as are asked for where it is absent. A power of two. */
  readonly mostCells?: number;
  /** Every row once, in one pass. */
  sketch(plan: SketchPlan, reading: Reading): Promise<Sketch>;
  /** Keys and tokens of the selected rows, in any order. A row is told once, though it be selected twice. */
  select(plan: SketchPlan, selection: Selection, reading: Reading): AsyncIterable<Tokened>;
}
