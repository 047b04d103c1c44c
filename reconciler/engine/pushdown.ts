/** One side of a comparison that the store computes itself. */
import type { Selection, Sketch, SketchPlan, Tokened } from './sketch/index.ts';
import type { Reading, Row } from './row.ts';

export interface Pushdown {
  /** Most cells that one answer of the store holds; as many as are asked for where it is absent. A power of two. */
  readonly mostCells?: number;
  /** Every row once, in one pass. */
  sketch(plan: SketchPlan, reading: Reading): Promise<Sketch>;
  /** Keys and tokens of the selected rows, in any order. A row is told once, though it be selected twice. */
  select(plan: SketchPlan, selection: Selection, reading: Reading): AsyncIterable<Tokened>;
  /**
   * Every row once, read strongly and as of one moment, cell by cell: those that hold a row, in order, each in full.
   * Absent where the store cannot sort its rows by their hashes.
   */
  readonly sorted?: (plan: SketchPlan, reading: Reading) => AsyncIterable<SortedCell>;
}

export interface SortedCell {
  readonly cell: number;
  readonly rows: readonly HashedRow[];
}

/** A row and what its store hashed it to. */
export interface HashedRow {
  readonly key: string;
  /** The row hash's words, 32 bits each, of either sign; one of them for the same hash. */
  readonly rowHigh: number;
  readonly rowLow: number;
  /**
   * The row in full but for its image, made anew each time.
   *
   * @throws StoreReadError where the store holds what is not of the field's type
   */
  readonly row: () => Row;
}
