/**
 * Decodes the difference of two sketches. A cell with a single difference reveals its key hash: its weighted lanes hold
 * d, d * high and d * low modulo 2^31 - 1, where d is the difference of the row hashes, so two divisions give both halves.
 * This is the one-sparse recovery of sparse sketches (Ganguly, "Counting distinct items over update streams", 2007).
 * The result is a guess: the caller fetches the row and checks it against every lane.
 */
import { joined } from './digest.ts';
import { inverse, PRIME, product } from './field.ts';
import { cellAt, cellOf, isEmpty, type Sketch } from './sketch.ts';

export interface Decoded {
  /** Cells that seem to hold one difference, each with its key hash. */
  readonly lone: ReadonlyMap<number, bigint>;
  /** Cells that hold several differences. */
  readonly crowded: readonly number[];
}

/** @param residual the difference of two sketches */
export function decode(residual: Sketch): Decoded {
  const lone = new Map<number, bigint>();
  const crowded: number[] = [];
  for (let cell = 0; cell < residual.plan.cells; cell += 1) {
    const held = cellAt(residual.lanes, cell);
    if (isEmpty(held)) continue;
    const keyHash = loneKeyHash(residual, cell);
    if (keyHash === undefined) crowded.push(cell);
    else lone.set(cell, keyHash);
  }
  return { lone, crowded };
}

function loneKeyHash({ plan, lanes }: Sketch, cell: number): bigint | undefined {
  const { count, weight, weightHigh, weightLow } = cellAt(lanes, cell);
  if (Math.abs(count) > 1 || weight === 0) return undefined;
  const divisor = inverse(weight);
  const keyHigh = product(weightHigh, divisor);
  const keyLow = product(weightLow, divisor);
  // The halves 0 and 2^31 - 1 have the same residue; the cell number says which one it is.
  const half = [keyLow, keyLow === 0 ? PRIME : keyLow].find((low) => cellOf(plan, { keyLow: low }) === cell);
  return half === undefined ? undefined : joined(keyHigh, half);
}
