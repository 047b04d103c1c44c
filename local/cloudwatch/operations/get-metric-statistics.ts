import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { dimensionRecord, dimensionsSchema } from '../alarm-configuration.ts';
import { periodInput, timeInput, toMilliseconds, toSeconds } from '../aws-time.ts';
import type { CloudWatchContext } from '../context.ts';
import { onMetrics } from '../permission.ts';
import { NO_UNIT } from '../metric-store.ts';
import { isStatistic, type Sample, statistic, statisticNames } from '../sample.ts';

const MAX_POINTS = 1440;

export const getMetricStatistics = defineOperation({
  name: 'GetMetricStatistics',
  input: z.object({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensionsSchema.default([]),
    StartTime: timeInput,
    EndTime: timeInput,
    Period: periodInput,
    Statistics: z.array(z.enum(statisticNames)).default([]),
    ExtendedStatistics: z.array(z.string().refine(isStatistic)).default([]),
    Unit: z.string().optional(),
  }),
  permissions: () => onMetrics('GetMetricStatistics'),
  run(input, { store }: CloudWatchContext) {
    const { Namespace, MetricName, Statistics, ExtendedStatistics } = input;
    const period = toMilliseconds(input.Period);
    const start = Math.floor(toMilliseconds(input.StartTime) / period) * period;
    const count = Math.ceil((toMilliseconds(input.EndTime) - start) / period);
    if (count <= 0) throw new AwsError('InvalidParameterValue', 'StartTime must be before EndTime.');
    if (count > MAX_POINTS) {
      throw new AwsError(
        'InvalidParameterCombination',
        `${count} datapoints are more than the limit of ${MAX_POINTS}. Use a longer Period or a shorter time range.`,
      );
    }
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionRecord(input.Dimensions) };
    const Datapoints = Array.from({ length: count }, (_, index) => start + index * period).flatMap((at) => {
      const all = store.samples(metric, at, at + period);
      const units = [...new Set(all.map(({ unit = NO_UNIT }) => unit))];
      return units
        .filter((unit) => input.Unit === undefined || input.Unit === unit)
        .map((unit) =>
          datapoint(
            at,
            unit,
            all.filter((sample) => (sample.unit ?? NO_UNIT) === unit),
          ),
        );
    });
    function datapoint(at: number, Unit: string, samples: readonly Sample[]) {
      const plain = Object.fromEntries(Statistics.map((name) => [name, statistic(samples, name)]));
      const extended = Object.fromEntries(ExtendedStatistics.map((name) => [name, statistic(samples, name)]));
      const shown = ExtendedStatistics.length > 0 ? { ...plain, ExtendedStatistics: extended } : plain;
      return { Timestamp: toSeconds(at), ...shown, Unit };
    }
    return { Label: MetricName, Datapoints };
  },
});
