import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import type { LogStore } from '../log-store.ts';
import { onLogGroup } from '../permission.ts';

export const createLogStream = defineOperation({
  name: 'CreateLogStream',
  input: z.object({ logGroupName: z.string(), logStreamName: z.string().regex(/^[^:*]{1,512}$/u) }),
  permissions: ({ logGroupName, logStreamName }, account) =>
    onLogGroup('CreateLogStream', { group: logGroupName, stream: logStreamName }, account),
  run({ logGroupName, logStreamName }, store: LogStore) {
    if (store.createStream(logGroupName, logStreamName)) return;
    throw new AwsError('ResourceAlreadyExistsException', `The specified log stream already exists: ${logStreamName}.`);
  },
});

export const describeLogStreams = defineOperation({
  name: 'DescribeLogStreams',
  input: z.object({
    logGroupName: z.string().optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamNamePrefix: z.string().default(''),
    orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
    descending: z.boolean().default(false),
    limit: z.int().min(1).max(50).default(50),
    nextToken: z.string().optional(),
  }),
  permissions: (input, account) =>
    onLogGroup('DescribeLogStreams', { group: input.logGroupName ?? input.logGroupIdentifier }, account),
  run(input, store: LogStore) {
    const group = store.group(input.logGroupName ?? input.logGroupIdentifier ?? '');
    const ascending = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix))
      .toSorted((a, b) =>
        input.orderBy === 'LogStreamName'
          ? a.name.localeCompare(b.name, 'en')
          : (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0),
      );
    const found = input.descending ? ascending.toReversed() : ascending;
    const { items, nextToken } = page(found, input.limit, input.nextToken);
    const logStreams = items.map((stream) => ({
      logStreamName: stream.name,
      arn: `${group.arn}:log-stream:${stream.name}`,
      creationTime: stream.createdAt,
      firstEventTimestamp: stream.firstEventAt,
      lastEventTimestamp: stream.lastEventAt,
      lastIngestionTime: stream.lastIngestionAt,
    }));
    return { logStreams, nextToken };
  },
});
