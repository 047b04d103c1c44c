/** Compares two sides by their sketches, and reads only what those show to differ. */
import type { Pushdown } from '../pushdown.ts';
import {
  addRow,
  cellAt,
  cellOf,
  type Decoded,
  decode,
  type Digest,
  digestOf,
  emptySketch,
  type Hashing,
  rowsIn,
  type Selection,
  type Sketch,
  type SketchPlan,
  subtracted,
  type Tokened,
} from '../sketch/index.ts';
import type { Reading } from '../view.ts';
import { both } from './both.ts';
import { type Crowd, crowdOf, rowsInCell } from './crowd.ts';
import type { Join } from './join.ts';
import { chooseStrategy } from './strategy.ts';

type Side = 'left' | 'right';

export interface SketchedOptions {
  readonly plan: SketchPlan;
  readonly hashing: Hashing;
  readonly reading: Reading;
  /** Takes in every row that may differ, but for those of a crowd. */
  readonly join: Join;
  /** Most rows of both sides together that are held. */
  readonly most: number;
}

export interface Sketched {
  readonly rows: Readonly<Record<Side, number>>;
  /** What differs, where it is too much to be joined. */
  readonly crowd?: Crowd;
}

export async function compareSketches(left: Pushdown, right: Pushdown, options: SketchedOptions): Promise<Sketched> {
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
  const crowd = crowdOf({ left, right }, sketches, decoded, options.most);
  const known = { ...decoded, crowdedRows, rows: rows.left + rows.right, mayCrowd: crowd !== undefined };
  switch (chooseStrategy(known)) {
    case 'done':
      break;
    case 'crowd':
      return { rows, ...(crowd && { crowd }) };
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
 * Fetches the rows that decoding named. It may have named the wrong one, or the row may have changed since: only a cell
 * whose residual the fetched rows account for, in every lane, is done with; any other is read in full.
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

interface FetchedRow {
  readonly side: Side;
  readonly row: Tokened;
  readonly digest: Digest;
}

/** Rows of a cell that are held: one difference has two at most, and more only where key hashes collide. */
const MOST_ROWS_A_CELL = 8;

/** The rows that decoding named, by cell. */
class Fetched {
  readonly #options: SketchedOptions;
  readonly #byCell: ReadonlyMap<number, FetchedRow[]>;

  constructor(lone: Decoded['lone'], options: SketchedOptions) {
    this.#options = options;
    this.#byCell = new Map([...lone.keys()].map((cell) => [cell, []]));
  }

  /** Keeps the rows that were named, and lets those of crowded cells through. */
  async *sift(side: Side, rows: AsyncIterable<Tokened>): AsyncGenerator<Tokened> {
    const { plan, hashing } = this.#options;
    for await (const row of rows) {
      const digest = digestOf(hashing, row);
      const held = this.#byCell.get(cellOf(plan, digest));
      if (held === undefined) yield row;
      else if (held.length < MOST_ROWS_A_CELL) held.push({ side, row, digest });
    }
  }

  rowsOf(cell: number): readonly FetchedRow[] {
    return this.#byCell.get(cell) ?? [];
  }

  accountsFor({ plan, lanes }: Sketch, cell: number): boolean {
    const lonePlan = { ...plan, cells: 1 };
    const sides = { left: emptySketch(lonePlan), right: emptySketch(lonePlan) };
    for (const { side, digest } of this.rowsOf(cell)) addRow(sides[side], digest);
    const accounted = Object.entries(cellAt(subtracted(sides.left, sides.right).lanes, 0));
    const expected = cellAt(lanes, cell);
    return accounted.every(([lane, sum]) => sum === expected[lane as keyof typeof expected]);
  }
}
