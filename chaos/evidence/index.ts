/** A run directory as evidence: what checkers judge. */
export { complete, type Evidence, entriesOf, findingsOf, incomplete, type Part, type Parts } from './evidence.ts';
export { RunDirectoryError, readEvidence } from './read.ts';
