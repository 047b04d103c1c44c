/** A run directory as evidence: what checkers judge. */
export { JournalError, RunDirectoryError } from './errors.ts';
export { complete, type Evidence, entriesOf, findingsOf, incomplete } from './evidence.ts';
export { readEvidence } from './read.ts';
