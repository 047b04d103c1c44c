/** One side of a comparison, computed by the store itself. */
import type { Selection, Sketch, SketchPlan, Tokened } from './sketch/index.ts';
import type { Reading, Row } from './row.ts';

export interface Pushdown {
  /** Maximum number of cells in one answer of the store, a power of two; no limit by default. */
  readonly maxCells?: number;
  /** Reads every row once, in one pass. */
  sketch(plan: SketchPlan, reading: Reading): Promise<Sketch>;
  /** Keys and tokens of the selected rows, in any order. A row selected twice is returned once. */
  select(plan: SketchPlan, selection: Selection, reading: Reading): AsyncIterable<Tokened>;
  /**
   * Every row once, from one strongly consistent snapshot: the non-empty cells in order, each in full. Absent if the
   * store cannot sort its rows by their hashes.
   */
  readonly sorted?: (plan: SketchPlan, reading: Reading) => AsyncIterable<SortedCell>;
}

export interface SortedCell {
  readonly cell: number;
  readonly rows: readonly HashedRow[];
}

/** A row with the hash computed by its store. */
export interface HashedRow {
  readonly key: string;
  /** The row hash's two 32-bit words. Signed or unsigned, but the same way on both sides. */
  readonly rowHigh: number;
  readonly rowLow: number;
  /**
   * The row without its image, built anew on each call.
   *
   * @throws StoreReadError if the store holds a value that is not of the field's type
   */
  readonly row: () => Row;
}
