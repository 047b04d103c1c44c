/** Handles one change of a store, as a stream or a queue delivers it, and decides what follows from a failure. */
import { asError } from './as-error.ts';
import { type Change, isRepair } from './change.ts';
import { type FailurePolicy, handleFailure } from './failures.ts';
import type { Log } from './logger.ts';
import { deliveredBy } from './tracing/attributes.ts';
import { functionTracer } from './tracing/function-tracer.ts';
import type { Tracer } from './tracing/tracer.ts';

export interface ChangeConsumer {
  /** `<service>#<step>`, under which a failure of this change is counted and filed. */
  readonly source: (change: Change) => string;
  readonly handle: (change: Change) => Promise<void>;
  readonly log: Log;
  /** Absent if the changes belong to no saga: then the retry limits of stream or queue apply. */
  readonly failures?: FailurePolicy;
  /** The function's own by default. */
  readonly tracer?: Tracer;
}

/**
 * @param sourceArn the queue or stream that delivered the change
 * @returns whether the change is done; false if it must be delivered again
 */
export async function consume(
  change: Change,
  consumer: ChangeConsumer,
  sourceArn: string | undefined,
): Promise<boolean> {
  if (isRepair(change)) return true;
  const { tracer = functionTracer() } = consumer;
  const correlationId = correlationIdOf(change);
  const start = { name: consumer.source(change), kind: 'consumer', correlationId } as const;
  return tracer.span({ ...start, attributes: deliveredBy(sourceArn) }, async (span) => {
    try {
      await consumer.handle(change);
      return true;
    } catch (thrown) {
      const error = asError(thrown);
      span.fail(error.message);
      return canMoveOn(change, error, consumer);
    }
  });
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
