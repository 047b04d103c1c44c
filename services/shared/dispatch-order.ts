/** In which order, and in which batches, messages are sent to a FIFO queue. */
import { groupBy } from './group-by.ts';

/** A record as a message. */
export interface Message {
  /** The record's id in a batch response. */
  readonly sequenceNumber: string;
  readonly group: string;
  readonly deduplicationId: string;
  readonly body: string;
}

/** The maximum number of messages that SQS takes in one batch. */
const BATCH = 10;

/**
 * The first message of each group, then the second of each, and so on. Within a round the order does not matter, and no
 * batch has two messages of one group: SQS may accept the second and not the first.
 */
export function inRounds(messages: readonly Message[]): Message[][] {
  const groups = groupBy(messages, ({ group }) => group);
  const rounds = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, at) => groups.flatMap((group) => group[at] ?? []));
}

/** Batches within both limits of SQS. */
export function chunked(messages: readonly Message[], maxBytes: number): Message[][] {
  const chunks: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const last = chunks.at(-1);
    if (last === undefined || last.length === BATCH || bytes + size > maxBytes) {
      chunks.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return chunks;
}
