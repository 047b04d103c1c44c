import { ReconcilerError, RunStoppedError } from '../../../reconciler/index.ts';
import { CommandFailure, exitCodes, usageFailure } from '../../failure.ts';

/** A wrong rule or an unknown plan is the caller's; another run at work, or a lost lease, decides nothing. */
export function refusing(error: unknown): never {
  if (error instanceof RunStoppedError) {
    throw new CommandFailure(error.message, exitCodes.undecided, { cause: error });
  }
  if (error instanceof ReconcilerError) throw usageFailure(error.message, error);
  throw error;
}
