/**
 * Reads the difference of two sketches. A cell with one difference gives its key hash away: its weighted lanes hold
 * d, d * high and d * low modulo 2^31 - 1, where d is what the row hashes differ by, so two divisions give both halves.
 * This is the one-sparse recovery of sparse sketches (Ganguly, "Counting distinct items over update streams", 2007).
 * The guess is no proof: whoever fetches the row checks it against every lane.
 */
import { joined } from './digest.ts';
import { inverse, PRIME, product } from './field.ts';
import { cellAt, cellOf, isEmpty, type Sketch } from './sketch.ts';

export interface Decoded {
  /** Cells that seem to hold one difference, with its key hash. */
  readonly lone: ReadonlyMap<number, bigint>;
  /** Cells that hold several. */
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
  // The half of all ones and that of all zeros have one residue; the cell tells them apart.
  const half = [keyLow, keyLow === 0 ? PRIME : keyLow].find((low) => cellOf(plan, { keyLow: low }) === cell);
  return half === undefined ? undefined : joined(keyHigh, half);
}
