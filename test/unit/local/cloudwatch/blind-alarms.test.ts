import { describe, expect, it } from '@jest/globals';
import { type MetricAlarm, metricAlarmSchema } from '../../../../local/cloudwatch/alarm-configuration.ts';
import { blindAlarms, type MetricSources } from '../../../../local/cloudwatch/blind-alarms.ts';

const alarm = (changes: object): MetricAlarm =>
  metricAlarmSchema.parse({
    AlarmName: 'a',
    Namespace: 'shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  });

const sources: MetricSources = {
  services: [
    {
      namespace: 'AWS/Queue',
      units: { Depth: 'Count' },
      whyNot: (_name, { Queue }) => (Queue === 'jobs' ? undefined : `there is no queue ${Queue ?? ''}`),
    },
  ],
  filters: [{ namespace: 'shop', name: 'Errors', dimensions: [], unit: 'None' }],
  emitted: [{ namespace: 'shop', name: 'Runs', dimensions: { job: 'level' }, units: new Set(['Count']) }],
  codeContains: (texts) => texts.every((text) => ['Rollbacks', 'Count'].includes(text)),
};
const reasonOf = (changes: object) => blindAlarms([alarm(changes)], sources)[0]?.reason;
const queue = { Namespace: 'AWS/Queue', MetricName: 'Depth', Dimensions: [{ Name: 'Queue', Value: 'jobs' }] };
const runs = { MetricName: 'Runs', Dimensions: [{ Name: 'job', Value: 'level' }] };

describe('an alarm', () => {
  it.each<[what: string, changes: object]>([
    ['a metric filter', {}],
    ['a metric filter, and its unit', { Unit: 'None' }],
    ['a service', queue],
    ['a service, and its unit', { ...queue, Unit: 'Count' }],
    ['a log line', runs],
    ['a log line, and its unit', { ...runs, Unit: 'Count' }],
    ['code that has not run yet', { MetricName: 'Rollbacks' }],
    ['code that has not run yet, and its unit', { MetricName: 'Rollbacks', Unit: 'Count' }],
  ])('can fire by the metric of %s', (_what, changes) => {
    expect(reasonOf(changes)).toBeUndefined();
  });

  it.each<[what: string, changes: object, reason: string]>([
    ['nothing has', { MetricName: 'Eror' }, 'no metric filter publishes it'],
    ['only another namespace has', { Namespace: 'shops', MetricName: 'Rollbacks' }, 'no metric filter publishes it'],
    ['the filter does not have', { Dimensions: [{ Name: 'x', Value: 'y' }] }, 'no metric filter publishes it'],
    ['has another unit', { Unit: 'Megabytes' }, 'its unit is None, not Megabytes'],
    ['has another unit in log lines', { ...runs, Unit: 'Bytes' }, 'its unit is Count, not Bytes'],
    ['is emitted with other dimensions', { MetricName: 'Runs' }, 'shop Runs {job: level}'],
    ['no service reports', { ...queue, MetricName: 'Age' }, 'the local servers report only Depth in AWS/Queue'],
    ['no local server reports', { Namespace: 'AWS/EC2' }, 'the local servers report nothing in AWS/EC2'],
    ['a service reports in another unit', { ...queue, Unit: 'Bytes' }, 'its unit is Count, not Bytes'],
    [
      'no resource has',
      { ...queue, Dimensions: [{ Name: 'Queue', Value: 'none' }] },
      'nothing emits AWS/Queue Depth {Queue: none}: there is no queue none',
    ],
  ])('is blind on a metric that %s', (_what, changes, reason) => {
    expect(reasonOf(changes)).toContain(reason);
  });
});
