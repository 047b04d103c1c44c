/** Compares two keyed sets in bounded memory: by sketches where a store computes its own, otherwise by a partitioned join. */
export {
  agreedAtAnyMoment,
  type Candidate,
  candidateIn,
  isChanged,
  newCandidate,
  recordOf,
  withTokens,
} from './candidate.ts';
export { compareChanged } from './changed.ts';
export { type Bounds, compare, type Comparison } from './compare.ts';
export { DenseDiff, type DenseDifference, rowsInCell } from './dense-diff.ts';
export { Fetched } from './fetched.ts';
export { Join } from './join.ts';
export { detached, Records } from './records.ts';
export { chooseStrategy } from './sketched.ts';
export { memorySpool, type Scratch, type Spool, type SpoolRecord } from './spool.ts';
export { selector } from './streamed.ts';
export { textsOf, type Tokens, tokensOf, tokensOfPair } from './tokens.ts';
