import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { dimensionRecord, dimensionsSchema } from '../alarm-configuration.ts';
import { periodInput, timeInput, toMilliseconds, toSeconds } from '../aws-time.ts';
import type { CloudWatchContext } from '../context.ts';
import { onMetrics } from '../permission.ts';

/** Maximum number of data points of all queries of a request together, as in CloudWatch. */
const MAX_POINTS = 100_800;

const querySchema = z.object({
  Id: z.string().min(1),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Expression: z.string().optional(),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: z.string(),
        MetricName: z.string(),
        Dimensions: dimensionsSchema.default([]),
      }),
      Period: periodInput,
      Stat: z.string(),
    })
    .optional(),
});
type Query = z.output<typeof querySchema>;

const metricStatOf = ({ Id, MetricStat }: Query): NonNullable<Query['MetricStat']> => {
  if (MetricStat) return MetricStat;
  throw new AwsError(
    'ValidationError',
    `Query ${Id} has no MetricStat: metric math is not simulated, so query the metrics themselves.`,
  );
};

export const getMetricData = defineOperation({
  name: 'GetMetricData',
  input: z.object({
    MetricDataQueries: z.array(querySchema).min(1).max(500),
    StartTime: timeInput,
    EndTime: timeInput,
    ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  }),
  permissions: () => onMetrics('GetMetricData'),
  run({ MetricDataQueries, StartTime, EndTime, ScanBy }, { store }: CloudWatchContext) {
    const returned = MetricDataQueries.filter(({ ReturnData }) => ReturnData);
    const points = returned.reduce((sum, query) => sum + (EndTime - StartTime) / metricStatOf(query).Period, 0);
    if (points > MAX_POINTS) {
      throw new AwsError(
        'ValidationError',
        `The request asks for ${Math.ceil(points)} data points, more than the limit of ${MAX_POINTS}. Use longer periods or a shorter time range.`,
      );
    }
    const MetricDataResults = returned.map((query) => {
      const { Metric, Period, Stat } = metricStatOf(query);
      const period = toMilliseconds(Period);
      const start = Math.floor(toMilliseconds(StartTime) / period) * period;
      const count = Math.max(0, Math.ceil((toMilliseconds(EndTime) - start) / period));
      const dimensions = dimensionRecord(Metric.Dimensions);
      const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions };
      const periods = Array.from({ length: count }, (_, index) => start + index * period);
      const found = store.points(
        metric,
        { statistic: Stat },
        periods.map((from) => ({ from, to: from + period })),
      );
      const real = found.filter(({ value }) => value !== null);
      const ordered = ScanBy === 'TimestampAscending' ? real : real.toReversed();
      return {
        Id: query.Id,
        Label: query.Label ?? Metric.MetricName,
        StatusCode: 'Complete',
        Timestamps: ordered.map(({ at }) => toSeconds(at)),
        Values: ordered.map(({ value }) => value),
      };
    });
    return { MetricDataResults, Messages: [] };
  },
});
