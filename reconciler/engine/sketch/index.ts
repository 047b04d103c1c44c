/** Sketches of keyed sets: they can be merged, and subtracted to find what differs. */
export { decode, type Decoded } from './decode.ts';
export { type Digest, digestOf, type Hashing, hashingOf, joined, keyHash, seedText, tokenOf } from './digest.ts';
export { cellsFor, estimateDifferences, MAX_CELLS } from './estimate.ts';
export { addPacked, packed, unpacked } from './packed.ts';
export type { Selection, SketchPlan, Tokened } from './plan.ts';
export { hashText, type Words } from './postgres-hash.ts';
export {
  addRow,
  cellAt,
  cellOf,
  emptySketch,
  type Lanes,
  merged,
  rowsIn,
  type Sketch,
  subtracted,
  UnlikeSketchesError,
} from './sketch.ts';
export { Tally } from './tally.ts';
