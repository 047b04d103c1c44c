import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import type { LogStore } from '../log-store.ts';
import { lineOf, parseFilterPattern } from '../pattern/index.ts';
import { onLogGroup } from '../permission.ts';
import { metricTransformationSchema } from '../transformation-schema.ts';

export const putMetricFilter = defineOperation({
  name: 'PutMetricFilter',
  input: z.object({
    logGroupName: z.string(),
    filterName: z.string().min(1),
    filterPattern: z.string().max(1024),
    metricTransformations: z.array(metricTransformationSchema).length(1),
  }),
  permissions: ({ logGroupName }, account) => onLogGroup('PutMetricFilter', { group: logGroupName }, account),
  run({ logGroupName, ...configuration }, store: LogStore) {
    store.putFilter(logGroupName, configuration);
  },
});

export const deleteMetricFilter = defineOperation({
  name: 'DeleteMetricFilter',
  input: z.object({ logGroupName: z.string(), filterName: z.string() }),
  permissions: ({ logGroupName }, account) => onLogGroup('DeleteMetricFilter', { group: logGroupName }, account),
  run({ logGroupName, filterName }, store: LogStore) {
    if (store.group(logGroupName).filters.delete(filterName)) return;
    throw new AwsError('ResourceNotFoundException', `The specified metric filter does not exist: ${filterName}.`);
  },
});

export const describeMetricFilters = defineOperation({
  name: 'DescribeMetricFilters',
  input: z.object({
    logGroupName: z.string().optional(),
    filterNamePrefix: z.string().default(''),
    metricName: z.string().optional(),
    metricNamespace: z.string().optional(),
    limit: z.int().min(1).max(50).default(50),
    nextToken: z.string().optional(),
  }),
  permissions: ({ logGroupName }, account) => onLogGroup('DescribeMetricFilters', { group: logGroupName }, account),
  run(input, store: LogStore) {
    const groups = input.logGroupName === undefined ? store.groups() : [store.group(input.logGroupName)];
    const found = groups
      .flatMap(({ name, filters }) =>
        [...filters.values()].map(({ configuration, createdAt }) => ({
          ...configuration,
          creationTime: createdAt,
          logGroupName: name,
        })),
      )
      .filter(
        ({ filterName, metricTransformations }) =>
          filterName.startsWith(input.filterNamePrefix) &&
          metricTransformations.some(
            ({ metricName, metricNamespace }) =>
              metricName === (input.metricName ?? metricName) &&
              metricNamespace === (input.metricNamespace ?? metricNamespace),
          ),
      );
    const { items, nextToken } = page(found, input.limit, input.nextToken);
    return { metricFilters: items, nextToken };
  },
});

export const testMetricFilter = defineOperation({
  name: 'TestMetricFilter',
  input: z.object({ filterPattern: z.string().max(1024), logEventMessages: z.array(z.string()).min(1).max(50) }),
  permissions: () => [{ action: 'logs:TestMetricFilter', resource: '*' }],
  run({ filterPattern, logEventMessages }) {
    const matches = parseFilterPattern(filterPattern);
    const numbered = logEventMessages.map((eventMessage, index) => ({ eventNumber: index + 1, eventMessage }));
    return {
      matches: numbered
        .filter(({ eventMessage }) => matches(lineOf(eventMessage)))
        .map((match) => ({ ...match, extractedValues: {} })),
    };
  },
});
