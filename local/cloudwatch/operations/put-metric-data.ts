import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { dimensionRecord, dimensionsSchema } from '../alarm-configuration.ts';
import { timeInput, toMilliseconds } from '../aws-time.ts';
import type { CloudWatchContext } from '../context.ts';
import { onMetrics } from '../permission.ts';
import { type Sample, sampleOf } from '../sample.ts';

/**
 * How many metrics a request may have.
 *
 * @internal
 */
export const MAX_METRICS = 1000;

const datumSchema = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions: dimensionsSchema.default([]),
  /** Seconds. */
  Timestamp: timeInput.optional(),
  Value: z.number().optional(),
  Unit: z.string().optional(),
  StorageResolution: z.union([z.literal(1), z.literal(60)]).default(60),
  Values: z.array(z.number()).max(150).optional(),
  Counts: z.array(z.number().positive()).max(150).optional(),
  StatisticValues: z
    .object({ SampleCount: z.number().positive(), Sum: z.number(), Minimum: z.number(), Maximum: z.number() })
    .optional(),
});
type Datum = z.output<typeof datumSchema>;

const samplesOf = (datum: Datum, at: number): Sample[] => {
  const { MetricName, Value, Unit, Values, Counts, StatisticValues } = datum;
  if (Value !== undefined) return [sampleOf(at, Value, 1, Unit)];
  if (StatisticValues) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
    return [{ at, unit: Unit, count: SampleCount, sum: Sum, min: Minimum, max: Maximum }];
  }
  if (Values && (Counts === undefined || Counts.length === Values.length)) {
    return Values.map((value, index) => sampleOf(at, value, Counts?.[index], Unit));
  }
  throw new AwsError(
    'InvalidParameterCombination',
    `${MetricName} needs Value, StatisticValues, or Values with Counts of the same length.`,
  );
};

export const putMetricData = defineOperation({
  name: 'PutMetricData',
  input: z.object({ Namespace: z.string().min(1), MetricData: z.array(datumSchema).default([]) }),
  permissions: ({ Namespace }) => onMetrics('PutMetricData', { 'cloudwatch:namespace': Namespace }),
  run({ Namespace, MetricData }, { clock, store }: CloudWatchContext) {
    if (MetricData.length > MAX_METRICS) {
      throw new AwsError(
        'InvalidParameterValue',
        `The collection MetricData must not have a size greater than ${String(MAX_METRICS)}.`,
      );
    }
    const accepted = MetricData.map((datum) => ({
      metric: { namespace: Namespace, name: datum.MetricName, dimensions: dimensionRecord(datum.Dimensions) },
      resolution: datum.StorageResolution,
      samples: samplesOf(datum, datum.Timestamp === undefined ? clock.now() : toMilliseconds(datum.Timestamp)),
    }));
    for (const { metric, samples, resolution } of accepted) {
      for (const sample of samples) store.putSample(metric, sample, resolution);
    }
  },
});
