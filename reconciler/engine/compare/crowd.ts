/**
 * Candidates of two sides that differ nearly everywhere: to name each at the first look, and to read each by its key at
 * the second, would cost most. The sketches are the first look, and the second is at all rows, which the stores sort by
 * cell. A cell whose rows add up to what its sketch says is on that side what it was, so that whatever differs in it did
 * so at both looks. What changed elsewhere in a cell makes its rows count as changed too.
 */
import { DuplicateKeyError } from '../errors.ts';
import type { HashedRow, Pushdown } from '../pushdown.ts';
import { cellAt, type Decoded, estimateDifferences, rowsIn, type Sketch, Tally } from '../sketch/index.ts';
import type { Reading } from '../view.ts';
import { type CellOfBoth, sortedCells, type Sorting } from './sorted-cells.ts';

type Side = 'left' | 'right';

type Sketches = Readonly<Record<Side, Sketch>>;

/** A key at which the sides differ. */
export interface Sighting {
  readonly key: string;
  readonly left: HashedRow | undefined;
  readonly right: HashedRow | undefined;
  /** Whether they may not have been so when the sketches were made. */
  readonly isChanged: boolean;
}

export class Crowd {
  readonly #sides: Readonly<Record<Side, Sorting>>;
  readonly #sketches: Sketches;
  readonly #suspected: ReadonlySet<number>;
  #count: number;

  /**
   * @param sketches of the two sides, by one plan
   * @param suspected cells at which they differ
   */
  constructor(sides: Readonly<Record<Side, Sorting>>, sketches: Sketches, suspected: ReadonlySet<number>) {
    this.#sides = sides;
    this.#sketches = sketches;
    this.#suspected = suspected;
    const { left, right } = sketches;
    this.#count = estimateDifferences(left.plan.cells, suspected.size) ?? Math.max(rowsIn(left), rowsIn(right));
  }

  /** Candidates: about, until they were looked at; then those that still differed. */
  get count(): number {
    return this.#count;
  }

  /**
   * Everything that differs now in the cells that differed before. No more than a few cells are held.
   *
   * @throws DuplicateKeyError, StoreReadError, or whatever the signal was aborted with
   */
  async *look(reading: Reading): AsyncGenerator<readonly Sighting[]> {
    const { left, right } = this.#sketches;
    this.#count = 0;
    for await (const held of sortedCells(this.#sides, left.plan, reading)) {
      if (!this.#suspected.has(held.cell)) continue;
      const [lefts, rights] = [tallyOf(held.left), tallyOf(held.right)];
      if (lefts.isOf(rights)) continue;
      const isChanged = !lefts.isCellOf(left, held.cell) || !rights.isCellOf(right, held.cell);
      const differing = differences(held, isChanged);
      this.#count += differing.length;
      yield differing;
    }
  }
}

/**
 * What differs as a crowd. Undefined where a side cannot be looked at so, where a cell is more than may be held, and
 * where all rows are no more than that.
 *
 * @param most rows of both sides that may be held
 */
export function crowdOf(
  { left, right }: Readonly<Record<Side, Pushdown>>,
  sketches: Sketches,
  { lone, crowded }: Decoded,
  most: number,
): Crowd | undefined {
  if (left.sorted === undefined || right.sorted === undefined) return undefined;
  let fullest = 0;
  for (let cell = 0; cell < sketches.left.plan.cells; cell += 1)
    fullest = Math.max(fullest, rowsInCell(sketches, cell));
  if (rowsIn(sketches.left) + rowsIn(sketches.right) <= most || fullest > most) return undefined;
  const sides = { left: { sorted: left.sorted }, right: { sorted: right.sorted } };
  return new Crowd(sides, sketches, new Set([...lone.keys(), ...crowded]));
}

/** Of both sides. */
export const rowsInCell = ({ left, right }: Sketches, cell: number): number =>
  cellAt(left.lanes, cell).count + cellAt(right.lanes, cell).count;

function tallyOf(rows: readonly HashedRow[]): Tally {
  const tally = new Tally();
  for (const { rowHigh, rowLow } of rows) tally.add(rowHigh, rowLow);
  return tally;
}

function differences({ left, right }: CellOfBoth, isChanged: boolean): Sighting[] {
  const found: Sighting[] = [];
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
  const held = new Map<string, HashedRow>();
  for (const row of rows) {
    if (held.has(row.key)) throw new DuplicateKeyError(side, row.key);
    held.set(row.key, row);
  }
  return held;
}
