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
export { type Bounds, compare } from './compare.ts';
export { DenseDiff, type DenseDifference } from './dense-diff.ts';
export { detached, Records } from './records.ts';
export { memorySpool, type Scratch, type Spool, type SpoolRecord } from './spool.ts';
export { textsOf, type Tokens, tokensOfPair } from './tokens.ts';
