/** Handles one change of a store, as a stream or a queue delivers it, and decides what follows from a failure. */
import { type Change, isRepair } from './change.ts';
import { type FailurePolicy, handleFailure } from './failures.ts';
import type { Log } from './logger.ts';

export interface ChangeConsumer {
  /** `<service>#<step>`, under which a failure of this change is counted and filed. */
  readonly source: (change: Change) => string;
  readonly handle: (change: Change) => Promise<void>;
  readonly log: Log;
  /** Absent if the changes belong to no saga: then the retry limits of stream or queue apply. */
  readonly failures?: FailurePolicy;
}

/** @returns whether the change is done; false if it must be delivered again */
export async function consume(change: Change, consumer: ChangeConsumer): Promise<boolean> {
  if (isRepair(change)) return true;
  try {
    await consumer.handle(change);
    return true;
  } catch (thrown) {
    return canMoveOn(change, asError(thrown), consumer);
  }
}

/** Whether the stream or queue may move on from the failed change. */
async function canMoveOn(change: Change, error: Error, { source, failures, log }: ChangeConsumer): Promise<boolean> {
  const correlationId = correlationIdOf(change);
  const step = source(change);
  log.error(`${step} failed`, { ...(correlationId && { correlationId }), source: step, error });
  if (failures === undefined || correlationId === undefined) return false;
  try {
    return (await handleFailure(failures, { correlationId, source: step, error })) === 'moveOn';
  } catch (thrown) {
    log.error('A failure could not be counted or filed', { correlationId, source: step, error: asError(thrown) });
    return false;
  }
}

function correlationIdOf({ before, after }: Change): string | undefined {
  const id = (after ?? before)?.['correlationId'];
  return typeof id === 'string' ? id : undefined;
}

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
