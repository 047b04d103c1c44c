/** Compares two sides by their sketches, then reads only the rows that may differ. */
import type { Pushdown } from '../pushdown.ts';
import type { Reading } from '../row.ts';
import {
  type Decoded,
  decode,
  type Hashing,
  rowsIn,
  type Selection,
  type Sketch,
  type SketchPlan,
  subtracted,
} from '../sketch/index.ts';
import { both } from './both.ts';
import { type DenseDiff, denseDiffOf, rowsInCell } from './dense-diff.ts';
import { Fetched } from './fetched.ts';
import type { Join } from './join.ts';

type Side = 'left' | 'right';

export interface SketchedOptions {
  readonly plan: SketchPlan;
  readonly hashing: Hashing;
  readonly reading: Reading;
  /** Receives every row that may differ, unless there is a dense diff. */
  readonly join: Join;
  /** Maximum number of rows of both sides together held in memory. */
  readonly maxHeld: number;
}

export interface SketchedComparison {
  readonly rows: Readonly<Record<Side, number>>;
  /** Set when too much differs to be joined. */
  readonly denseDiff?: DenseDiff;
}

type Strategy =
  /** The sketches are equal, and so are the sets. */
  | 'done'
  /** Read the rows that decoding named, and the cells that hold several differences. */
  | 'decode'
  /** Most cells hold differences: a filter would let nearly everything through. */
  | 'read-all'
  /** As `read-all`, for sides that are read cell by cell instead of being joined. */
  | 'dense';

export interface StrategyInput extends Pick<Decoded, 'lone' | 'crowded'> {
  /** Rows of both sides in the crowded cells. */
  readonly crowdedRows: number;
  /** Rows of both sides. */
  readonly rows: number;
  /** Whether the sides can be read cell by cell, and have more rows than a join may hold. */
  readonly canReadDense: boolean;
}

/** Share of all rows above which a filtered read costs as much as a full one. */
const MAX_FILTERED_SHARE = 0.5;

export function chooseStrategy({ lone, crowded, crowdedRows, rows, canReadDense }: StrategyInput): Strategy {
  if (lone.size === 0 && crowded.length === 0) return 'done';
  if (crowded.length === 0 || lone.size * 2 + crowdedRows <= rows * MAX_FILTERED_SHARE) return 'decode';
  return canReadDense ? 'dense' : 'read-all';
}

export async function compareSketches(
  left: Pushdown,
  right: Pushdown,
  options: SketchedOptions,
): Promise<SketchedComparison> {
  const { plan, reading } = options;
  const [leftSketch, rightSketch] = await both(
    reading,
    (inner) => left.sketch(plan, inner),
    (inner) => right.sketch(plan, inner),
  );
  const sketches = { left: leftSketch, right: rightSketch };
  const residual = subtracted(leftSketch, rightSketch);
  const rows = { left: rowsIn(leftSketch), right: rowsIn(rightSketch) };
  const decoded = decode(residual);
  const crowdedRows = decoded.crowded.reduce((sum, cell) => sum + rowsInCell(sketches, cell), 0);
  const denseDiff = denseDiffOf({ left, right }, sketches, decoded, options.maxHeld);
  const canReadDense = denseDiff !== undefined;
  switch (chooseStrategy({ ...decoded, crowdedRows, rows: rows.left + rows.right, canReadDense })) {
    case 'done':
      break;
    case 'dense':
      return { rows, ...(denseDiff && { denseDiff }) };
    case 'read-all':
      await takeSelected(left, right, 'all', options);
      break;
    case 'decode':
      await takeDecoded(left, right, residual, decoded, options);
      break;
  }
  return { rows };
}

const takeSelected = (
  left: Pushdown,
  right: Pushdown,
  selection: Selection,
  { plan, reading, join }: SketchedOptions,
): Promise<unknown> =>
  both(
    reading,
    (inner) => join.take('left', left.select(plan, selection, inner)),
    (inner) => join.take('right', right.select(plan, selection, inner)),
  );

/**
 * Fetches the rows that decoding named. Decoding may have named the wrong row, or the row may have changed since. A cell is
 * done only if the fetched rows account for its residual in every lane; otherwise the whole cell is read.
 */
async function takeDecoded(
  left: Pushdown,
  right: Pushdown,
  residual: Sketch,
  { lone, crowded }: Decoded,
  options: SketchedOptions,
): Promise<void> {
  const { plan, reading, join } = options;
  const fetched = new Fetched(lone, options);
  const selection = { cells: crowded, keyHashes: [...lone.values()] };
  await both(
    reading,
    (inner) => join.take('left', fetched.sift('left', left.select(plan, selection, inner))),
    (inner) => join.take('right', fetched.sift('right', right.select(plan, selection, inner))),
  );
  const unaccounted: number[] = [];
  for (const cell of lone.keys()) {
    if (!fetched.accountsFor(residual, cell)) unaccounted.push(cell);
    else for (const { side, row } of fetched.rowsOf(cell)) await join.add(side, row);
  }
  if (unaccounted.length === 0) return;
  await takeSelected(left, right, { cells: unaccounted, keyHashes: [] }, options);
}
