import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';

const parseToken = (token: string): number => {
  const place = /^[fb]\/(?<place>\d+)$/u.exec(token)?.groups?.['place'];
  if (place === undefined)
    throw new AwsError('InvalidParameterException', `The specified nextToken is invalid: ${token}.`);
  return Number(place);
};

/** One stream's events. A token is a place in it; asking with the forward token at the end gives the same token back. */
export const getLogEvents = defineOperation({
  name: 'GetLogEvents',
  input: z.object({
    logGroupName: z.string().optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamName: z.string(),
    startTime: z.int().min(0).default(0),
    /** Virtual milliseconds; this end does not belong to the search. */
    endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
    limit: z.int().min(1).max(10_000).default(10_000),
    startFromHead: z.boolean().default(false),
    nextToken: z.string().optional(),
  }),
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
    const place = input.nextToken === undefined ? first : parseToken(input.nextToken);
    const start = input.nextToken?.startsWith('b/') === true ? Math.max(0, place - limit) : place;
    const end = input.nextToken?.startsWith('b/') === true ? place : start + limit;
    const shown = all.slice(start, end);
    return {
      events: shown.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${start + shown.length}`,
      nextBackwardToken: `b/${start}`,
    };
  },
});
