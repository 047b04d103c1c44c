import { type Reading, RunStoppedError, StoreReadError } from '../engine/index.ts';

/** Reads from a store; whatever goes wrong is an error of that view, unless the run itself was stopped. */
export async function read<Result>(view: string, reading: Reading, work: () => Promise<Result>): Promise<Result> {
  reading.signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    reading.signal.throwIfAborted();
    if (error instanceof RunStoppedError || error instanceof StoreReadError) throw error;
    throw new StoreReadError(view, error);
  }
}
