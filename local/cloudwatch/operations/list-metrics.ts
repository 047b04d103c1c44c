import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import type { CloudWatchContext } from '../context.ts';
import { onMetrics } from '../permission.ts';

const PAGE = 500;

export const listMetrics = defineOperation({
  name: 'ListMetrics',
  input: z.object({
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
    NextToken: z.string().optional(),
  }),
  permissions: () => onMetrics('ListMetrics'),
  run({ Namespace, MetricName, Dimensions, NextToken }, { store }: CloudWatchContext) {
    const found = store
      .list()
      .filter(
        ({ namespace, name, dimensions }) =>
          (Namespace === undefined || namespace === Namespace) &&
          (MetricName === undefined || name === MetricName) &&
          Dimensions.every(({ Name, Value }) =>
            Value === undefined ? Object.hasOwn(dimensions, Name) : dimensions[Name] === Value,
          ),
      );
    const { items, nextToken } = page(found, PAGE, NextToken);
    return {
      Metrics: items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      NextToken: nextToken,
    };
  },
});
