import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { dimensionRecord, dimensionsSchema, metricOf } from '../alarm-configuration.ts';
import { describeMetricAlarm } from '../alarm-description.ts';
import type { CloudWatchContext } from '../context.ts';
import { onAlarm } from '../permission.ts';
import { metricKey } from '../metric-store.ts';

export const describeAlarmsForMetric = defineOperation({
  name: 'DescribeAlarmsForMetric',
  input: z.object({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensionsSchema.default([]),
    Period: z.int().optional(),
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
  }),
  permissions: (_input, account) => [onAlarm('DescribeAlarmsForMetric', '*', account)],
  run(input, { book }: CloudWatchContext) {
    const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = input;
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionRecord(Dimensions) };
    const MetricAlarms = book
      .list()
      .filter((alarm) => alarm.type === 'MetricAlarm')
      .filter(
        ({ configuration }) =>
          metricKey(metricOf(configuration)) === metricKey(metric) &&
          (Period === undefined || configuration.Period === Period) &&
          (Statistic === undefined || configuration.Statistic === Statistic) &&
          (ExtendedStatistic === undefined || configuration.ExtendedStatistic === ExtendedStatistic),
      )
      .map(describeMetricAlarm);
    return { MetricAlarms };
  },
});
