/** Reads a run directory into the evidence that checkers judge. */
export { experimentDigest } from './digest.ts';
export {
  accessEntriesOf,
  complete,
  type Evidence,
  incomplete,
  resultEntriesOf,
  type Seal,
  type Traces,
} from './evidence.ts';
export { JournalError, RunDirectoryError } from './journal.ts';
export { ACCESS_FILE, readEvidence } from './read.ts';
export { digestLine, JOURNAL_DIGEST_FILE, JOURNAL_FILE, sealsOf, SIGNATURE_FILE } from './seal.ts';
export { KeyError, privateKeyFrom, publicKeyFrom, signatureOf } from './signature.ts';
export { SagaLog } from './saga-log.ts';
export { readSnapshot } from './snapshot.ts';
export { SystemMismatchError } from './system.ts';
