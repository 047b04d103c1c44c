/** Steps through two sides that are sorted by cell, a cell at a time. */
import { ReconcilerError } from '../errors.ts';
import type { HashedRow, Pushdown, SortedCell } from '../pushdown.ts';
import type { SketchPlan } from '../sketch/index.ts';
import type { Reading } from '../view.ts';

/** A side that can be looked at in the order of the cells. */
export type Sorting = Required<Pick<Pushdown, 'sorted'>>;

/** All rows of a cell, of each side. */
export interface CellOfBoth {
  readonly cell: number;
  readonly left: readonly HashedRow[];
  readonly right: readonly HashedRow[];
}

class UnsortedError extends ReconcilerError {
  constructor(side: string, cell: number, after: number) {
    super(
      `The ${side} side gave cell ${cell} behind cell ${after}. Nothing is concluded from it; the next run tries again.`,
    );
  }
}

/** Cells in which a side holds a row, in order. */
export async function* sortedCells(
  sides: Readonly<Record<'left' | 'right', Sorting>>,
  plan: SketchPlan,
  reading: Reading,
): AsyncGenerator<CellOfBoth> {
  const left = inOrder('left', sides.left.sorted(plan, reading));
  const right = inOrder('right', sides.right.sorted(plan, reading));
  try {
    // Each begins with a sort of everything: both at once.
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
  for await (const held of cells) {
    if (held.cell <= last) throw new UnsortedError(side, held.cell, last);
    last = held.cell;
    yield held;
  }
  return undefined;
}
