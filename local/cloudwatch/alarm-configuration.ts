/** Schemas of alarm configurations, shared by the API and by templates because both use the same names. */
import * as z from 'zod';
import { comparisonOperators, missingDataTreatments } from './alarm.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import { evaluationWindow, fitsWindow, warmUp, WINDOW_MISFIT } from './evaluation-settings.ts';
import type { Metric } from './metric-store.ts';
import { REFUSED } from './refused-alarms.ts';
import { isStatistic, statisticNames } from './sample.ts';

const DAY = 86_400;

export const dimensionsSchema = z.array(z.object({ Name: z.string().min(1), Value: z.string().min(1) })).max(30);
export type Dimensions = z.output<typeof dimensionsSchema>;

export const dimensionRecord = (dimensions: Dimensions): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

const actionsShape = {
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: z.array(z.string()).max(5).default([]),
  AlarmActions: z.array(z.string()).max(5).default([]),
  InsufficientDataActions: z.array(z.string()).max(5).default([]),
};

const periodSchema = z.union([z.literal([10, 20, 30]), z.int().multipleOf(60).min(60)]);

const plainShape = {
  MetricName: z.string().min(1),
  Namespace: z.string().min(1),
  Dimensions: dimensionsSchema.default([]),
  Statistic: z.enum(statisticNames).optional(),
  ExtendedStatistic: z.string().refine(isStatistic, 'must be a percentile such as p99').optional(),
  Period: periodSchema,
  Unit: z.string().optional(),
};

/** Converts a single metric in `Metrics` to the equivalent plain properties; anything else counts as an expression. */
const flattenMetrics = (input: unknown): unknown => {
  const wrapped = z.looseObject({ Metrics: z.array(z.unknown()).min(1) }).safeParse(input);
  if (!wrapped.success) return input;
  const { Metrics, ...rest } = wrapped.data;
  const single = z
    .object({
      MetricStat: z.object({
        Metric: z.object({ MetricName: z.string(), Namespace: z.string(), Dimensions: z.unknown().optional() }),
        Period: z.unknown(),
        Stat: z.string(),
        Unit: z.string().optional(),
      }),
    })
    .safeParse(Metrics[0]);
  if (Metrics.length > 1 || !single.success) return { ...rest, Expression: true };
  const { Metric, Stat, ...stat } = single.data.MetricStat;
  const statistic = (statisticNames as readonly string[]).includes(Stat)
    ? { Statistic: Stat }
    : { ExtendedStatistic: Stat };
  return { ...rest, ...Metric, ...stat, ...statistic };
};

/** Refuses a PromQL alarm for what it is, instead of for what it lacks. */
const refusePromQl = (input: unknown, context: z.core.$RefinementCtx): unknown => {
  const promQl = z.looseObject({ EvaluationCriteria: z.unknown() }).safeParse(input);
  if (!promQl.success || promQl.data.EvaluationCriteria === undefined) return flattenMetrics(input);
  context.addIssue({ code: 'custom', path: ['EvaluationCriteria'], message: REFUSED.promQl });
  return z.NEVER;
};

/** The properties of a metric alarm that have an effect here. */
export const metricAlarmShape = {
  ...actionsShape,
  ...plainShape,
  EvaluationPeriods: z.int().min(1),
  DatapointsToAlarm: z.int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(comparisonOperators),
  TreatMissingData: z.enum(missingDataTreatments).optional(),
  EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).optional(),
  EvaluationWindow: evaluationWindow.optional(),
  WarmUpConfiguration: warmUp.optional(),
};

const refusedShape = {
  EvaluationInterval: z.never({ error: REFUSED.interval }).optional(),
  ThresholdMetricId: z.never({ error: REFUSED.anomaly }).optional(),
  Expression: z.never({ error: REFUSED.metricMath }).optional(),
};

export const metricAlarmSchema = z.preprocess(
  refusePromQl,
  z
    .object({ ...metricAlarmShape, ...refusedShape })
    .refine(({ Statistic, ExtendedStatistic }) => (Statistic === undefined) !== (ExtendedStatistic === undefined), {
      path: ['Statistic'],
      message: 'give either Statistic or ExtendedStatistic',
    })
    .refine(({ DatapointsToAlarm = 1, EvaluationPeriods }) => DatapointsToAlarm <= EvaluationPeriods, {
      path: ['DatapointsToAlarm'],
      message: 'must not exceed EvaluationPeriods',
    })
    .refine(({ Period, EvaluationPeriods }) => Period * EvaluationPeriods <= (Period < 3600 ? DAY : 7 * DAY), {
      path: ['EvaluationPeriods'],
      message: 'Period x EvaluationPeriods must not exceed a day, or a week for periods of an hour or more',
    })
    .refine(({ EvaluationWindow, Period }) => fitsWindow(Period, EvaluationWindow), {
      path: ['Period'],
      message: WINDOW_MISFIT,
    }),
);
export type MetricAlarm = Omit<z.output<typeof metricAlarmSchema>, keyof typeof refusedShape>;

export const metricOf = ({ Namespace, MetricName, Dimensions }: MetricAlarm): Metric => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: dimensionRecord(Dimensions),
});

/** The properties of a composite alarm that have an effect here. */
export const compositeAlarmShape = {
  ...actionsShape,
  AlarmRule: z.string().transform((text, context) => {
    try {
      return { text, ...parseAlarmRule(text) };
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  }),
};

export const compositeAlarmSchema = z.object({
  ...compositeAlarmShape,
  ActionsSuppressor: z.never({ error: REFUSED.suppressor }).optional(),
});
export type CompositeAlarm = Omit<z.output<typeof compositeAlarmSchema>, 'ActionsSuppressor'>;
