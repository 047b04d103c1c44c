import { MissingPackageError, type Reading, RunStoppedError, StoreReadError } from '../engine/index.ts';

/**
 * Reads from a store. Any error becomes a StoreReadError of the view, unless the run was stopped or a package is
 * missing.
 */
export async function read<Result>(view: string, reading: Reading, work: () => Promise<Result>): Promise<Result> {
  reading.signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    reading.signal.throwIfAborted();
    if (error instanceof RunStoppedError || error instanceof StoreReadError || error instanceof MissingPackageError)
      throw error;
    throw new StoreReadError(view, error);
  }
}
