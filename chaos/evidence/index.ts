/** Reads a run directory into the evidence that checkers judge. */
export { complete, type Evidence, incomplete, resultEntriesOf } from './evidence.ts';
export { JournalError, RunDirectoryError } from './journal.ts';
export { readEvidence } from './read.ts';
export { readSnapshot } from './snapshot.ts';
export { SystemMismatchError } from './system.ts';
