import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import type { LogStore } from '../log-store.ts';
import { onLogGroup } from '../permission.ts';

export const createLogGroup = defineOperation({
  name: 'CreateLogGroup',
  input: z.object({ logGroupName: z.string().regex(/^[\w./#-]{1,512}$/u) }),
  permissions: ({ logGroupName }, account) => onLogGroup('CreateLogGroup', { group: logGroupName }, account),
  run({ logGroupName }, store: LogStore) {
    if (store.createGroup(logGroupName)) return;
    throw new AwsError('ResourceAlreadyExistsException', `The specified log group already exists: ${logGroupName}.`);
  },
});

export const deleteLogGroup = defineOperation({
  name: 'DeleteLogGroup',
  input: z.object({ logGroupName: z.string() }),
  permissions: ({ logGroupName }, account) => onLogGroup('DeleteLogGroup', { group: logGroupName }, account),
  run({ logGroupName }, store: LogStore) {
    store.deleteGroup(logGroupName);
  },
});

export const putRetentionPolicy = defineOperation({
  name: 'PutRetentionPolicy',
  input: z.object({ logGroupName: z.string(), retentionInDays: z.int().positive() }),
  permissions: ({ logGroupName }, account) => onLogGroup('PutRetentionPolicy', { group: logGroupName }, account),
  run({ logGroupName, retentionInDays }, store: LogStore) {
    store.group(logGroupName).retentionInDays = retentionInDays;
  },
});

export const describeLogGroups = defineOperation({
  name: 'DescribeLogGroups',
  input: z.object({
    logGroupNamePrefix: z.string().default(''),
    logGroupNamePattern: z.string().default(''),
    limit: z.int().min(1).max(50).default(50),
    nextToken: z.string().optional(),
  }),
  permissions: (_input, account) => onLogGroup('DescribeLogGroups', { group: undefined }, account),
  run({ logGroupNamePrefix, logGroupNamePattern, limit, nextToken: token }, store: LogStore) {
    const found = store
      .groups()
      .filter(({ name }) => name.startsWith(logGroupNamePrefix) && name.includes(logGroupNamePattern));
    const { items, nextToken } = page(found, limit, token);
    const logGroups = items.map(({ name, arn, createdAt, retentionInDays, storedBytes, filters }) => ({
      logGroupName: name,
      logGroupArn: arn,
      arn: `${arn}:*`,
      creationTime: createdAt,
      retentionInDays,
      storedBytes,
      metricFilterCount: filters.size,
    }));
    return { logGroups, nextToken };
  },
});
