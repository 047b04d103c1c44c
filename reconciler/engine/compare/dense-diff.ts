/**
 * The difference of two sides that differ nearly everywhere. Listing every candidate at the first look and re-reading each
 * by its key at the second would be the most expensive way, so the sketches are the first look, and the second reads all
 * rows of both sides, sorted by cell. If the rows of a cell add up to what the side's sketch says, that side has not changed
 * since the first look, and whatever differs in the cell differed both times. If they do not add up, every difference in the
 * cell counts as changed.
 */
import { DuplicateKeyError, ReconcilerError } from '../errors.ts';
import type { HashedRow, Pushdown, SortedCell } from '../pushdown.ts';
import type { Reading } from '../row.ts';
import {
  cellAt,
  type Decoded,
  estimateDifferences,
  rowsIn,
  type Sketch,
  type SketchPlan,
  Tally,
} from '../sketch/index.ts';

type Side = 'left' | 'right';

type Sketches = Readonly<Record<Side, Sketch>>;

/** A side that can be read in the order of its cells. */
type SortedSide = Required<Pick<Pushdown, 'sorted'>>;

/** A key at which the sides differ. */
export interface DenseDifference {
  readonly key: string;
  readonly left: HashedRow | undefined;
  readonly right: HashedRow | undefined;
  /** Whether the rows may have changed since the sketches were made. */
  readonly isChanged: boolean;
}

export class DenseDiff {
  readonly #sides: Readonly<Record<Side, SortedSide>>;
  readonly #sketches: Sketches;
  readonly #suspected: ReadonlySet<number>;
  #count: number;

  /**
   * @param sketches of the two sides, made by one plan
   * @param suspected cells at which they differ
   */
  constructor(sides: Readonly<Record<Side, SortedSide>>, sketches: Sketches, suspected: ReadonlySet<number>) {
    this.#sides = sides;
    this.#sketches = sketches;
    this.#suspected = suspected;
    const { left, right } = sketches;
    this.#count = estimateDifferences(left.plan.cells, suspected.size) ?? Math.max(rowsIn(left), rowsIn(right));
  }

  /** An estimate until the rows are read; then the number of keys that still differed. */
  get count(): number {
    return this.#count;
  }

  /**
   * Yields everything that differs now in the cells that differed before, holding a few cells at a time.
   *
   * @throws DuplicateKeyError, StoreReadError, or the reason of the aborted signal
   */
  async *read(reading: Reading): AsyncGenerator<readonly DenseDifference[]> {
    const { left, right } = this.#sketches;
    this.#count = 0;
    for await (const cell of cellsOfBoth(this.#sides, left.plan, reading)) {
      if (!this.#suspected.has(cell.cell)) continue;
      const [lefts, rights] = [tallyOf(cell.left), tallyOf(cell.right)];
      if (lefts.isOf(rights)) continue;
      const isChanged = !lefts.isCellOf(left, cell.cell) || !rights.isCellOf(right, cell.cell);
      const differing = differences(cell, isChanged);
      this.#count += differing.length;
      yield differing;
    }
  }
}

/**
 * Undefined if a side cannot be read in the order of its cells, if one cell is more than may be held, or if all rows
 * together are not more than that.
 *
 * @param maxHeld rows of both sides that may be held
 */
export function denseDiffOf(
  { left, right }: Readonly<Record<Side, Pushdown>>,
  sketches: Sketches,
  { lone, crowded }: Decoded,
  maxHeld: number,
): DenseDiff | undefined {
  if (left.sorted === undefined || right.sorted === undefined) return undefined;
  let fullest = 0;
  for (let cell = 0; cell < sketches.left.plan.cells; cell += 1)
    fullest = Math.max(fullest, rowsInCell(sketches, cell));
  if (rowsIn(sketches.left) + rowsIn(sketches.right) <= maxHeld || fullest > maxHeld) return undefined;
  const sides = { left: { sorted: left.sorted }, right: { sorted: right.sorted } };
  return new DenseDiff(sides, sketches, new Set([...lone.keys(), ...crowded]));
}

/** Counts the rows of both sides. */
export const rowsInCell = ({ left, right }: Sketches, cell: number): number =>
  cellAt(left.lanes, cell).count + cellAt(right.lanes, cell).count;

interface CellOfBoth {
  readonly cell: number;
  readonly left: readonly HashedRow[];
  readonly right: readonly HashedRow[];
}

class UnsortedError extends ReconcilerError {
  constructor(side: string, cell: number, after: number) {
    super(
      `the ${side} side returned cell ${cell} after cell ${after}. This read was discarded; the next run retries it`,
    );
  }
}

/** Steps through the cells in which a side holds a row, in order. */
async function* cellsOfBoth(
  sides: Readonly<Record<Side, SortedSide>>,
  plan: SketchPlan,
  reading: Reading,
): AsyncGenerator<CellOfBoth> {
  const left = inOrder('left', sides.left.sorted(plan, reading));
  const right = inOrder('right', sides.right.sorted(plan, reading));
  try {
    // Each side starts by sorting everything, so start both at once.
    let [ofLeft, ofRight] = await Promise.all([left.next(), right.next()]);
    while (ofLeft.done !== true || ofRight.done !== true) {
      const cell = Math.min(ofLeft.value?.cell ?? Infinity, ofRight.value?.cell ?? Infinity);
      const lefts = ofLeft.value?.cell === cell ? ofLeft.value.rows : undefined;
      const rights = ofRight.value?.cell === cell ? ofRight.value.rows : undefined;
      yield { cell, left: lefts ?? [], right: rights ?? [] };
      if (lefts !== undefined) ofLeft = await left.next();
      if (rights !== undefined) ofRight = await right.next();
    }
  } finally {
    await Promise.allSettled([left.return(undefined), right.return(undefined)]);
  }
}

async function* inOrder(side: string, cells: AsyncIterable<SortedCell>): AsyncGenerator<SortedCell, undefined> {
  let last = -1;
  for await (const cell of cells) {
    if (cell.cell <= last) throw new UnsortedError(side, cell.cell, last);
    last = cell.cell;
    yield cell;
  }
  return undefined;
}

function tallyOf(rows: readonly HashedRow[]): Tally {
  const tally = new Tally();
  for (const { rowHigh, rowLow } of rows) tally.add(rowHigh, rowLow);
  return tally;
}

function differences({ left, right }: CellOfBoth, isChanged: boolean): DenseDifference[] {
  const found: DenseDifference[] = [];
  const lefts = byKey('left', left);
  const rights = byKey('right', right);
  for (const row of left) {
    const other = rights.get(row.key);
    if (other === undefined || !isSame(row, other)) found.push({ key: row.key, left: row, right: other, isChanged });
  }
  for (const row of right)
    if (!lefts.has(row.key)) found.push({ key: row.key, left: undefined, right: row, isChanged });
  return found;
}

const isSame = (one: HashedRow, other: HashedRow): boolean =>
  one.rowHigh === other.rowHigh && one.rowLow === other.rowLow;

function byKey(side: Side, rows: readonly HashedRow[]): ReadonlyMap<string, HashedRow> {
  const rowsByKey = new Map<string, HashedRow>();
  for (const row of rows) {
    if (rowsByKey.has(row.key)) throw new DuplicateKeyError(side, row.key);
    rowsByKey.set(row.key, row);
  }
  return rowsByKey;
}
