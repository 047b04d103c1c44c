/**
 * Sends each record of a stream to a FIFO queue for each of its consumers. The message group is the record's correlation
 * id, so a consumer receives the records of one id in order; the deduplication id is the record's own, so a queue drops
 * what is sent to it again because another queue failed.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import { isRepair, parseChange } from './change.ts';
import { type Clock, systemClock } from './clock.ts';
import { chunked, inRounds, type Message } from './dispatch-order.ts';
import type { FileError } from './filing.ts';
import type { StreamHandler } from './handlers.ts';
import type { Log } from './logger.ts';
import { deliveredBy, queueAttributes } from './tracing/attributes.ts';
import { functionTracer } from './tracing/function-tracer.ts';
import type { Tracer } from './tracing/tracer.ts';

export interface OrderedQueue {
  readonly name: string;
  /** Sends messages of different groups. @returns those that the queue did not accept */
  send(messages: readonly Message[]): Promise<readonly Message[]>;
}

export interface Dispatcher {
  readonly queues: readonly OrderedQueue[];
  /** Files a record that no queue can hold. */
  readonly file: FileError;
  readonly log: Log;
  readonly clock?: Clock;
  /** The function's own by default. */
  readonly tracer?: Tracer;
}

/**
 * The largest message that SQS takes, and the most that it takes in one batch.
 *
 * @internal
 */
export const MAX_BYTES = 1_048_576;

export function dispatchHandler(dispatcher: Dispatcher): StreamHandler {
  const { queues, file, log, clock = systemClock } = dispatcher;
  return async ({ Records }) => {
    const from = clock.now();
    const messages = Records.filter((record) => !isRepair(parseChange(record))).map(messageOf);
    const tooLarge = messages.filter(({ body }) => Buffer.byteLength(body) > MAX_BYTES);
    for (const { group: correlationId } of tooLarge) {
      log.error('A record is too large for a queue', { correlationId });
      await file({ correlationId, source: 'dispatch#record', reason: `the record has more than ${MAX_BYTES} bytes` });
    }
    const sendable = messages.filter((message) => !tooLarge.includes(message));
    const failed = await Promise.all(queues.map((queue) => sendInOrder(sendable, queue, log)));
    const again = new Set(failed.flat().map(({ sequenceNumber }) => sequenceNumber));
    recordSpans(sendable, { again, from, source: Records[0]?.eventSourceARN }, dispatcher);
    return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** A batch serves many sagas: each record leaves a span in the trace of its own, and one for each queue. */
function recordSpans(
  messages: readonly Message[],
  { again, from, source }: { again: ReadonlySet<string>; from: Date; source: string | undefined },
  { queues, clock = systemClock, tracer = functionTracer() }: Dispatcher,
): void {
  const to = clock.now();
  for (const { group: correlationId, sequenceNumber } of messages) {
    const failure = again.has(sequenceNumber) ? 'a queue did not accept the record' : undefined;
    const times = { correlationId, from, to, failure };
    tracer.record({ ...times, name: 'dispatch', kind: 'consumer', attributes: deliveredBy(source) });
    for (const { name } of queues) {
      tracer.record({ ...times, name: `send ${name}`, kind: 'producer', attributes: queueAttributes(name) });
    }
  }
}

function messageOf(record: DynamoDBRecord): Message {
  const { sequenceNumber, key } = parseChange(record);
  return {
    sequenceNumber,
    group: String(key['correlationId']),
    deduplicationId: record.eventID ?? sequenceNumber,
    body: JSON.stringify(record),
  };
}

/** @returns the messages to send again: those that failed, and those of the same groups after them */
async function sendInOrder(messages: readonly Message[], queue: OrderedQueue, log: Log): Promise<Message[]> {
  const failed: Message[] = [];
  for (const round of inRounds(messages)) {
    const stopped = new Set(failed.map(({ group }) => group));
    failed.push(...round.filter(({ group }) => stopped.has(group)));
    const chunks = chunked(
      round.filter(({ group }) => !stopped.has(group)),
      MAX_BYTES,
    );
    const refused = (await Promise.all(chunks.map((chunk) => queue.send(chunk)))).flat();
    for (const { group: correlationId } of refused) {
      log.error('A queue did not accept a record', { correlationId, queue: queue.name });
    }
    failed.push(...refused);
  }
  return failed;
}
