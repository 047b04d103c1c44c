/** The reason for an alarm's state, as the text and the JSON that CloudWatch returns. */
import { type AlarmState, breaches } from './alarm.ts';
import type { MetricAlarm } from './alarm-configuration.ts';
import { toStamp } from './aws-time.ts';
import type { Point } from './metric-store.ts';

export interface StateReason {
  readonly reason: string;
  /** JSON, as `StateReasonData`. */
  readonly reasonData: string;
}

const comparisons = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanOrEqualToThreshold: 'less than or equal to',
  LessThanThreshold: 'less than',
} as const;

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
const dayFirst = (at: number): string => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${String(day)}/${String(month)}/${year.slice(2)} ${time.slice(0, 8)}`;
};
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
const was = (count: number): string => (count === 1 ? 'was' : 'were');

const crossed = (alarm: MetricAlarm, points: readonly Point[], state: AlarmState): string => {
  const real = points.filter(({ value }) => value !== null).slice(-alarm.EvaluationPeriods);
  const needed = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const alarming = state === 'ALARM';
  const shown = real.filter(
    ({ value }) => value !== null && breaches(value, alarm.ComparisonOperator, alarm.Threshold) === alarming,
  );
  const list = shown
    .toReversed()
    .map(({ value, at }) => `${decimal(value ?? 0)} (${dayFirst(at)})`)
    .join(', ');
  const relation = `${was(shown.length)}${alarming ? '' : ' not'} ${comparisons[alarm.ComparisonOperator]}`;
  const threshold = `the threshold (${decimal(alarm.Threshold)})`;
  const minimum = `(minimum ${plural(needed, 'datapoint')} for OK -> ALARM transition)`;
  return alarm.EvaluationPeriods === 1
    ? `Threshold Crossed: ${plural(shown.length, 'datapoint')} [${list}] ${relation} ${threshold}.`
    : `Threshold Crossed: ${shown.length} out of the last ${plural(alarm.EvaluationPeriods, 'datapoint')} [${list}] ${relation} ${threshold} ${minimum}.`;
};

const explain = (alarm: MetricAlarm, points: readonly Point[], state: AlarmState): string => {
  const periods = alarm.EvaluationPeriods;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${plural(periods, 'datapoint')} ${was(periods)} unknown.`;
  }
  if (points.some(({ value }) => value !== null)) return crossed(alarm, points, state);
  const treated = state === 'ALARM' ? 'Breaching' : 'NonBreaching';
  return `Threshold Crossed: no datapoints were received for ${plural(periods, 'period')} and ${plural(periods, 'missing datapoint')} ${was(periods)} treated as [${treated}].`;
};

/** @param queriedAt virtual time of the evaluation */
export function stateReason(
  alarm: MetricAlarm,
  points: readonly Point[],
  state: AlarmState,
  queriedAt: number,
): StateReason {
  const newest = points.slice(-alarm.EvaluationPeriods).flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    reason: explain(alarm, points, state),
    reasonData: JSON.stringify({
      version: '1.0',
      queryDate: toStamp(queriedAt),
      ...(points[0] ? { startDate: toStamp(points[0].at) } : {}),
      statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
      period: alarm.Period,
      recentDatapoints: newest,
      threshold: alarm.Threshold,
      evaluatedDatapoints: points
        .toReversed()
        .map(({ at, value, sampleCount }) =>
          value === null ? { timestamp: toStamp(at) } : { timestamp: toStamp(at), sampleCount, value },
        ),
    }),
  };
}
