import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';
import { onLogGroup } from '../permission.ts';

/** The end of the year 9999, in milliseconds. */
const MAX_TIMESTAMP = 253_402_300_799_000;

/**
 * Maximum size of a line, and of all lines of a request with 26 bytes for each, in bytes.
 *
 * @internal
 */
export const MAX_EVENT_BYTES = 1_048_576;
/** @internal */
export const MAX_BATCH_BYTES = 1_048_576;
const BYTES_PER_EVENT = 26;
/** The time that a request's lines may span, in milliseconds. */
const MAX_SPAN = 24 * 60 * 60_000;

const refuse = (message: string): AwsError => new AwsError('InvalidParameterException', message);

function refuseTooMuch(events: readonly { readonly timestamp: number; readonly message: string }[]): void {
  const sizes = events.map(({ message }) => Buffer.byteLength(message));
  const large = sizes.find((size) => size > MAX_EVENT_BYTES);
  if (large !== undefined) {
    throw refuse(`Log event too large: ${String(large)} bytes exceeds limit of ${String(MAX_EVENT_BYTES)}`);
  }
  const total = sizes.reduce((sum, size) => sum + size + BYTES_PER_EVENT, 0);
  if (total > MAX_BATCH_BYTES) {
    throw refuse(`Upload too large: ${String(total)} bytes exceeds limit of ${String(MAX_BATCH_BYTES)}`);
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > MAX_SPAN) {
    throw refuse('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}

export const putLogEvents = defineOperation({
  name: 'PutLogEvents',
  input: z.object({
    logGroupName: z.string(),
    logStreamName: z.string(),
    logEvents: z
      .array(z.object({ timestamp: z.int().min(0).max(MAX_TIMESTAMP), message: z.string().min(1) }))
      .min(1)
      .max(10_000),
  }),
  permissions: ({ logGroupName, logStreamName }, account) =>
    onLogGroup('PutLogEvents', { group: logGroupName, stream: logStreamName }, account),
  run({ logGroupName, logStreamName, logEvents }, store: LogStore) {
    if (!store.group(logGroupName).streams.has(logStreamName)) {
      throw new AwsError('ResourceNotFoundException', `The specified log stream does not exist: ${logStreamName}.`);
    }
    if (logEvents.some(({ timestamp }, index) => timestamp < (logEvents[index - 1]?.timestamp ?? 0))) {
      throw refuse('Log events in a single PutLogEvents request must be in chronological order.');
    }
    refuseTooMuch(logEvents);
    store.put(logGroupName, logStreamName, logEvents);
  },
});
