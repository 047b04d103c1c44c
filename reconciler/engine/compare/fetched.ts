/** The rows that decoding a sketch has named, checked against the sketch before they are believed. */
import {
  addRow,
  cellAt,
  cellOf,
  type Decoded,
  type Digest,
  digestOf,
  emptySketch,
  type Hashing,
  type Sketch,
  type SketchPlan,
  subtracted,
  type Tokened,
} from '../sketch/index.ts';

type Side = 'left' | 'right';

interface FetchedOptions {
  readonly plan: SketchPlan;
  readonly hashing: Hashing;
}

interface FetchedRow {
  readonly side: Side;
  readonly row: Tokened;
  readonly digest: Digest;
}

/** Rows held for each cell: one difference has at most two, and more only where key hashes collide. */
const MAX_ROWS_PER_CELL = 8;

/** The rows that decoding named, by cell. */
export class Fetched {
  readonly #options: FetchedOptions;
  readonly #byCell: ReadonlyMap<number, FetchedRow[]>;

  constructor(lone: Decoded['lone'], options: FetchedOptions) {
    this.#options = options;
    this.#byCell = new Map([...lone.keys()].map((cell) => [cell, []]));
  }

  /** Keeps the named rows, and passes on the rows of crowded cells. */
  async *sift(side: Side, rows: AsyncIterable<Tokened>): AsyncGenerator<Tokened> {
    const { plan, hashing } = this.#options;
    for await (const row of rows) {
      const digest = digestOf(hashing, row);
      const held = this.#byCell.get(cellOf(plan, digest));
      if (held === undefined) yield row;
      else if (held.length < MAX_ROWS_PER_CELL) held.push({ side, row, digest });
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
