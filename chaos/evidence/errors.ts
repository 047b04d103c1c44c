import { ChaosError } from '../errors.ts';

/** There is no run directory at the path given: nothing was left to judge. */
export class RunDirectoryError extends ChaosError {
  override readonly name = 'RunDirectoryError';
}

/** A run directory whose journal is missing, cut, or of a version unknown here. Its run decides nothing. */
export class JournalError extends ChaosError {
  override readonly name = 'JournalError';
}
