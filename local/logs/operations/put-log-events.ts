import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';

/** The end of the year 9999, in milliseconds. */
const MAX_TIMESTAMP = 253_402_300_799_000;

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
  run({ logGroupName, logStreamName, logEvents }, store: LogStore) {
    if (!store.group(logGroupName).streams.has(logStreamName)) {
      throw new AwsError('ResourceNotFoundException', `The specified log stream does not exist: ${logStreamName}.`);
    }
    if (logEvents.some(({ timestamp }, index) => timestamp < (logEvents[index - 1]?.timestamp ?? 0))) {
      throw new AwsError(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    store.put(logGroupName, logStreamName, logEvents);
  },
});
