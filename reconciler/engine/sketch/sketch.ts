/**
 * A keyed set reduced to cells. A row's key hash chooses its cell; each cell holds sums over its rows, so that sketches
 * of disjoint parts add up to that of the whole, and the difference of two sketches is that of their sets.
 */
import type { SketchPlan } from './plan.ts';

/** Sums of every cell; the 64-bit ones as their two 32-bit words. */
export interface Lanes {
  readonly count: Float64Array;
  readonly sumHigh: Uint32Array;
  readonly sumLow: Uint32Array;
  readonly xorHigh: Uint32Array;
  readonly xorLow: Uint32Array;
  /** Modulo 2^31 - 1: the sum of row pieces, and of their products with each half of the key hash. */
  readonly weight: Uint32Array;
  readonly weightHigh: Uint32Array;
  readonly weightLow: Uint32Array;
}

export interface Sketch {
  readonly plan: SketchPlan;
  readonly lanes: Lanes;
}
