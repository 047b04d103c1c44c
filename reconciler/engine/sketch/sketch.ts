/**
 * A keyed set reduced to cells. A row's key hash chooses its cell, and each cell holds sums over its rows. So the sketches of
 * disjoint parts add up to the sketch of the whole, and the difference of two sketches is the sketch of the difference.
 */
import { ReconcilerError } from '../errors.ts';
import type { Digest } from './digest.ts';
import { difference, product, reduced, sum } from './field.ts';
import type { SketchPlan } from './plan.ts';

/** The sums of every cell; 64-bit sums as two 32-bit words. */
export interface Lanes {
  readonly count: Float64Array;
  /** Of row hashes, modulo 2^63. */
  readonly sumHigh: Uint32Array;
  readonly sumLow: Uint32Array;
  readonly xorHigh: Uint32Array;
  readonly xorLow: Uint32Array;
  /** Of row hashes modulo 2^31 - 1, and of their products with each half of the key hash. */
  readonly weight: Uint32Array;
  readonly weightHigh: Uint32Array;
  readonly weightLow: Uint32Array;
}

export interface Sketch {
  readonly plan: SketchPlan;
  readonly lanes: Lanes;
}

/** Two sketches made by different plans. */
export class UnlikeSketchesError extends ReconcilerError {
  constructor(one: SketchPlan, other: SketchPlan) {
    super(
      `sketches with different parameters cannot be compared: ${JSON.stringify(one)} and ${JSON.stringify(other)}. Make both with the same plan`,
    );
  }
}

/** Drops the sign bit from the high word of the sum lane. */
export const SIGN_OFF = 0x7fffffff;

/** @throws RangeError unless the number of cells is a power of two from 1 to 2^30 */
export function emptySketch(plan: SketchPlan): Sketch {
  const { cells } = plan;
  if (!Number.isInteger(Math.log2(cells)) || cells < 1 || cells > 2 ** 30) {
    throw new RangeError(`${cells} is not a power of two between 1 and 2^30: choose another number of cells`);
  }
  const words = (): Uint32Array => new Uint32Array(cells);
  return {
    plan,
    lanes: {
      count: new Float64Array(cells),
      sumHigh: words(),
      sumLow: words(),
      xorHigh: words(),
      xorLow: words(),
      weight: words(),
      weightHigh: words(),
      weightLow: words(),
    },
  };
}

export const cellOf = ({ cells }: Pick<SketchPlan, 'cells'>, { keyLow }: Pick<Digest, 'keyLow'>): number =>
  keyLow & (cells - 1);

/** The row hash is signed in SQL, and 2^32 is 2 modulo 2^31 - 1. */
const residueOf = ({ rowHigh, rowLow }: Digest): number => reduced((rowHigh | 0) * 2 + rowLow);

export function addRow({ plan, lanes }: Sketch, digest: Digest): void {
  const cell = cellOf(plan, digest);
  const weight = residueOf(digest);
  const { keyHigh, keyLow, rowHigh, rowLow } = digest;
  lanes.count[cell] = (lanes.count[cell] ?? 0) + 1;
  addSum(lanes, cell, rowHigh, rowLow);
  // Storing the word makes it unsigned again.
  lanes.xorHigh[cell] = (lanes.xorHigh[cell] ?? 0) ^ rowHigh;
  lanes.xorLow[cell] = (lanes.xorLow[cell] ?? 0) ^ rowLow;
  lanes.weight[cell] = sum(lanes.weight[cell] ?? 0, weight);
  lanes.weightHigh[cell] = sum(lanes.weightHigh[cell] ?? 0, product(weight, reduced(keyHigh)));
  lanes.weightLow[cell] = sum(lanes.weightLow[cell] ?? 0, product(weight, reduced(keyLow)));
}

function addSum(lanes: Lanes, cell: number, high: number, low: number): void {
  const lowSum = (lanes.sumLow[cell] ?? 0) + low;
  lanes.sumLow[cell] = lowSum;
  lanes.sumHigh[cell] = ((lanes.sumHigh[cell] ?? 0) + high + (lowSum > 0xffffffff ? 1 : 0)) & SIGN_OFF;
}

/** The sums of one cell. */
export type Cell = { readonly [lane in keyof Lanes]: number };

export function cellAt(lanes: Lanes, cell: number): Cell {
  const at = (lane: Float64Array | Uint32Array): number => lane[cell] ?? 0;
  return {
    count: at(lanes.count),
    sumHigh: at(lanes.sumHigh),
    sumLow: at(lanes.sumLow),
    xorHigh: at(lanes.xorHigh),
    xorLow: at(lanes.xorLow),
    weight: at(lanes.weight),
    weightHigh: at(lanes.weightHigh),
    weightLow: at(lanes.weightLow),
  };
}

/** Adds another cell's sums, such as those of another part of the set. */
export function addTo(lanes: Lanes, cell: number, more: Cell): void {
  const at = cellAt(lanes, cell);
  lanes.count[cell] = at.count + more.count;
  addSum(lanes, cell, more.sumHigh, more.sumLow);
  lanes.xorHigh[cell] = at.xorHigh ^ more.xorHigh;
  lanes.xorLow[cell] = at.xorLow ^ more.xorLow;
  lanes.weight[cell] = sum(at.weight, more.weight);
  lanes.weightHigh[cell] = sum(at.weightHigh, more.weightHigh);
  lanes.weightLow[cell] = sum(at.weightLow, more.weightLow);
}

function takeFrom(lanes: Lanes, cell: number, less: Cell): void {
  const at = cellAt(lanes, cell);
  lanes.count[cell] = at.count - less.count;
  lanes.sumLow[cell] = at.sumLow - less.sumLow;
  lanes.sumHigh[cell] = (at.sumHigh - less.sumHigh - (less.sumLow > at.sumLow ? 1 : 0)) & SIGN_OFF;
  lanes.xorHigh[cell] = at.xorHigh ^ less.xorHigh;
  lanes.xorLow[cell] = at.xorLow ^ less.xorLow;
  lanes.weight[cell] = difference(at.weight, less.weight);
  lanes.weightHigh[cell] = difference(at.weightHigh, less.weightHigh);
  lanes.weightLow[cell] = difference(at.weightLow, less.weightLow);
}

export const isEmpty = (cell: Cell): boolean => Object.values(cell).every((lane) => lane === 0);

function assertAlike(one: SketchPlan, other: SketchPlan): void {
  const isAlike = one.version === other.version && one.seed === other.seed && one.cells === other.cells;
  if (!isAlike) throw new UnlikeSketchesError(one, other);
}

/**
 * The sketch of the union of two disjoint sets.
 *
 * @throws UnlikeSketchesError
 */
export const merged = (one: Sketch, other: Sketch): Sketch => combined(one, other, addTo);

/**
 * The sketch of the difference of two sets: rows that both hold cancel out.
 *
 * @throws UnlikeSketchesError
 */
export const subtracted = (one: Sketch, other: Sketch): Sketch => combined(one, other, takeFrom);

function combined(one: Sketch, other: Sketch, combine: typeof addTo): Sketch {
  assertAlike(one.plan, other.plan);
  const result = emptySketch(one.plan);
  for (let cell = 0; cell < one.plan.cells; cell += 1) {
    addTo(result.lanes, cell, cellAt(one.lanes, cell));
    combine(result.lanes, cell, cellAt(other.lanes, cell));
  }
  return result;
}

/** The number of rows in the sketch. */
export const rowsIn = ({ lanes }: Sketch): number => lanes.count.reduce((rows, count) => rows + count, 0);
