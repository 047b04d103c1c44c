import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { eventIdOf, findEvents } from '../find-events.ts';
import type { LogStore } from '../log-store.ts';
import { onLogGroup } from '../permission.ts';
import { parseFilterPattern } from '../pattern/index.ts';

export const filterLogEvents = defineOperation({
  name: 'FilterLogEvents',
  input: z.object({
    logGroupName: z.string().optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamNames: z.array(z.string()).max(100).optional(),
    logStreamNamePrefix: z.string().default(''),
    /** Virtual milliseconds. */
    startTime: z.int().min(0).default(0),
    endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
    filterPattern: z.string().max(1024).default(''),
    limit: z.int().min(1).max(10_000).default(10_000),
    nextToken: z.string().optional(),
  }),
  permissions: (input, account) =>
    onLogGroup('FilterLogEvents', { group: input.logGroupName ?? input.logGroupIdentifier }, account),
  run(input, store: LogStore) {
    const { logStreamNames, logStreamNamePrefix, startTime, endTime, limit } = input;
    const { events } = store.group(input.logGroupName ?? input.logGroupIdentifier ?? '');
    const { found, nextToken } = findEvents(events, {
      startTime,
      endTime,
      limit,
      nextToken: input.nextToken,
      matches: parseFilterPattern(input.filterPattern),
      inStream: (stream) => logStreamNames?.includes(stream) ?? stream.startsWith(logStreamNamePrefix),
    });
    return {
      events: found.map((event) => ({
        logStreamName: event.stream,
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestionTime,
        eventId: eventIdOf(event),
      })),
      searchedLogStreams: [],
      nextToken,
    };
  },
});
