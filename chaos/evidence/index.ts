/** A run directory as evidence: what checkers judge. */
export { complete, type Evidence, entriesOf, findingsOf, incomplete } from './evidence.ts';
export { RunDirectoryError, readEvidence } from './read.ts';
