/** Compares two keyed sets in bounded memory: by sketches where a store makes its own, else by a partitioned join. */
export { compareChanged } from './changed.ts';
export { type Bounds, compare } from './compare.ts';
export type { Candidates } from './candidate.ts';
export { Crowd, type Sighting } from './crowd.ts';
export { read, written } from './candidate.ts';
export { own } from './own.ts';
export { Records } from './records.ts';
export { memorySpool, type Scratch, type Spool, type SpoolRecord } from './spool.ts';
export { type PairTokens, textsOf, type Tokens, tokensOfPair } from './tokens.ts';
