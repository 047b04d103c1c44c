/** The properties of an alarm on one error a minute. */
export const errorAlarm = {
  AlarmName: 'errors',
  Namespace: 'shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};
