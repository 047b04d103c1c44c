/**
 * What state a metric alarm is in, given its evaluation range: CloudWatch's rules for M of N and missing data, and
 * nothing else. Time, metrics and actions are other files' business.
 *
 * Source: "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide.
 */
import * as z from 'zod';

export const comparisonOperators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanThreshold',
] as const;
export const missingDataTreatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

export type ComparisonOperator = (typeof comparisonOperators)[number];
/** @internal */
export type MissingDataTreatment = (typeof missingDataTreatments)[number];
export type AlarmState = (typeof alarmStates)[number];

/** The part of an alarm's configuration that decides its state, under CloudWatch's own names. */
export interface AlarmThreshold {
  /** N: how many points decide. */
  readonly EvaluationPeriods: number;
  /** M: how many of them must breach; N when absent. */
  readonly DatapointsToAlarm?: number | undefined;
  readonly Threshold: number;
  readonly ComparisonOperator: ComparisonOperator;
  /** `missing` when absent. */
  readonly TreatMissingData?: MissingDataTreatment | undefined;
  /** Alarms on `AWS/DynamoDB` ignore missing data whatever they ask for. */
  readonly Namespace?: string | undefined;
}

const thresholdSchema = z
  .object({
    EvaluationPeriods: z.int().min(1),
    DatapointsToAlarm: z.int().min(1).nullish(),
    Threshold: z.number(),
    ComparisonOperator: z.enum(comparisonOperators),
    TreatMissingData: z.enum(missingDataTreatments).nullish(),
    Namespace: z.string().nullish(),
  })
  .refine((alarm) => (alarm.DatapointsToAlarm ?? 1) <= alarm.EvaluationPeriods, {
    path: ['DatapointsToAlarm'],
    message: 'must not exceed EvaluationPeriods',
  })
  .transform((alarm) => ({
    ...alarm,
    DatapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    TreatMissingData: alarm.Namespace === 'AWS/DynamoDB' ? ('ignore' as const) : (alarm.TreatMissingData ?? 'missing'),
  }));
const pointsSchema = z.array(z.number().nullable());

/** @internal */
export class AlarmEvaluationError extends Error {
  override readonly name = 'AlarmEvaluationError';
}

const accept = <T>(schema: z.ZodType<T>, subject: string, value: unknown): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AlarmEvaluationError(`evaluateAlarm: ${subject} cannot be evaluated\n${z.prettifyError(parsed.error)}`);
};

/** Whether a point is on the alarming side of the threshold. */
export const breaches = (point: number, operator: ComparisonOperator, threshold: number): boolean => {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return point >= threshold;
    case 'GreaterThanThreshold':
      return point > threshold;
    case 'LessThanOrEqualToThreshold':
      return point <= threshold;
    case 'LessThanThreshold':
      return point < threshold;
  }
};

/**
 * @param alarm what to compare with, and how many points of how many must breach
 * @param points the evaluation range, oldest first, `null` where a period has no data. CloudWatch looks at more periods
 *   than `EvaluationPeriods`; a range that is shorter counts as one whose older periods are missing.
 * @param previous the state before this evaluation; a new alarm is in `INSUFFICIENT_DATA`
 * @throws AlarmEvaluationError naming every property that makes no sense
 */
export function evaluateAlarm(
  alarm: AlarmThreshold,
  points: readonly (number | null)[],
  previous: AlarmState = 'INSUFFICIENT_DATA',
): AlarmState {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold, TreatMissingData } = accept(
    thresholdSchema,
    'alarm',
    alarm,
  );
  const range = accept(pointsSchema, 'points', points);
  const kept = accept(z.enum(alarmStates), 'previous', previous);

  const real = range
    .map((point, index) => ({ point, age: range.length - index }))
    .filter((slot): slot is { point: number; age: number } => slot.point !== null);
  const oldestReal = real[0];
  if (oldestReal === undefined) return withoutData(TreatMissingData, kept);

  const breaching = real
    .slice(-EvaluationPeriods)
    .filter(({ point }) => breaches(point, ComparisonOperator, Threshold)).length;
  if (breaching >= DatapointsToAlarm) return 'ALARM';
  if (real.length >= EvaluationPeriods) return 'OK';

  const missing = EvaluationPeriods - real.length;
  if (TreatMissingData === 'breaching') return breaching + missing >= DatapointsToAlarm ? 'ALARM' : 'OK';
  if (TreatMissingData === 'notBreaching') return 'OK';

  // Too few points to reach M, yet nothing but breaches for M periods: CloudWatch alarms rather than wait for more.
  const onlyBreachesForLong = breaching === real.length && oldestReal.age >= DatapointsToAlarm;
  if (!onlyBreachesForLong) return 'OK';
  return TreatMissingData === 'missing' ? 'ALARM' : kept;
}

const withoutData = (treatment: MissingDataTreatment, previous: AlarmState): AlarmState => {
  switch (treatment) {
    case 'missing':
      return 'INSUFFICIENT_DATA';
    case 'ignore':
      return previous;
    case 'breaching':
      return 'ALARM';
    case 'notBreaching':
      return 'OK';
  }
};
