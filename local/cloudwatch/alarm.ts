/**
 * Computes the state of a metric alarm from its evaluation range, by CloudWatch's rules for M out of N datapoints and
 * for missing data. Time, metrics and actions are handled elsewhere.
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

/** The part of an alarm's configuration that determines its state, under CloudWatch's own names. */
export interface AlarmThreshold {
  /** N: the number of points that are considered. */
  readonly EvaluationPeriods: number;
  /** M: how many of them must breach; N if absent. */
  readonly DatapointsToAlarm?: number | undefined;
  readonly Threshold: number;
  readonly ComparisonOperator: ComparisonOperator;
  /** `missing` if absent. */
  readonly TreatMissingData?: MissingDataTreatment | undefined;
  /** Alarms on `AWS/DynamoDB` always ignore missing data, whatever `TreatMissingData` says. */
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
 * @param alarm the threshold, and how many of the last points must breach it
 * @param points the evaluation range, oldest first, `null` where a period has no data. CloudWatch's range has more
 *   periods than `EvaluationPeriods`; in a shorter range, the older periods count as missing.
 * @param previous the state before this evaluation; a new alarm is in `INSUFFICIENT_DATA`
 * @throws AlarmEvaluationError that names every invalid property
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
  const previousState = accept(z.enum(alarmStates), 'previous', previous);

  const real = range
    .map((point, index) => ({ point, age: range.length - index }))
    .filter((slot): slot is { point: number; age: number } => slot.point !== null);
  const oldestReal = real[0];
  if (oldestReal === undefined) return stateWithoutData(TreatMissingData, previousState);

  const breaching = real
    .slice(-EvaluationPeriods)
    .filter(({ point }) => breaches(point, ComparisonOperator, Threshold)).length;
  if (breaching >= DatapointsToAlarm) return 'ALARM';
  if (real.length >= EvaluationPeriods) return 'OK';

  const missing = EvaluationPeriods - real.length;
  if (TreatMissingData === 'breaching') return breaching + missing >= DatapointsToAlarm ? 'ALARM' : 'OK';
  if (TreatMissingData === 'notBreaching') return 'OK';

  // There are too few points to reach M, but for M periods all of them breach: CloudWatch alarms without more data.
  const onlyBreachesForMPeriods = breaching === real.length && oldestReal.age >= DatapointsToAlarm;
  if (!onlyBreachesForMPeriods) return 'OK';
  return TreatMissingData === 'missing' ? 'ALARM' : previousState;
}

const stateWithoutData = (treatment: MissingDataTreatment, previous: AlarmState): AlarmState => {
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
