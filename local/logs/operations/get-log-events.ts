import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';
import { onLogGroup } from '../permission.ts';

const parseToken = (token: string): number => {
  const position = /^[fb]\/(?<position>\d+)$/u.exec(token)?.groups?.['position'];
  if (position === undefined)
    throw new AwsError('InvalidParameterException', `The specified nextToken is invalid: ${token}.`);
  return Number(position);
};

/** Events of one stream. A token is a position in it; at the end, the forward token returns the same token again. */
export const getLogEvents = defineOperation({
  name: 'GetLogEvents',
  input: z.object({
    logGroupName: z.string().optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamName: z.string(),
    startTime: z.int().min(0).default(0),
    /** Virtual milliseconds, exclusive. */
    endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
    limit: z.int().min(1).max(10_000).default(10_000),
    startFromHead: z.boolean().default(false),
    nextToken: z.string().optional(),
  }),
  permissions: (input, account) =>
    onLogGroup(
      'GetLogEvents',
      { group: input.logGroupName ?? input.logGroupIdentifier, stream: input.logStreamName },
      account,
    ),
  run({ startTime, endTime, limit, ...input }, store: LogStore) {
    const group = store.group(input.logGroupName ?? input.logGroupIdentifier ?? '');
    if (!group.streams.has(input.logStreamName)) {
      throw new AwsError(
        'ResourceNotFoundException',
        `The specified log stream does not exist: ${input.logStreamName}.`,
      );
    }
    const all = [...group.events.from({ timestamp: startTime, sequence: 0 })].filter(
      ({ stream, timestamp }) => stream === input.logStreamName && timestamp < endTime,
    );
    const first = input.startFromHead ? 0 : Math.max(0, all.length - limit);
    const position = input.nextToken === undefined ? first : parseToken(input.nextToken);
    const start = input.nextToken?.startsWith('b/') === true ? Math.max(0, position - limit) : position;
    const end = input.nextToken?.startsWith('b/') === true ? position : start + limit;
    const shown = all.slice(start, end);
    return {
      events: shown.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${start + shown.length}`,
      nextBackwardToken: `b/${start}`,
    };
  },
});
