import { describe, expect, it } from '@jest/globals';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { clearingData, firingData } from '../../../../chaos/drill/data.ts';
import { type DrilledAlarm, planDrill } from '../../../../chaos/drill/plan.ts';
import { type breaches, evaluateAlarm } from '../../../../local/cloudwatch/alarm.ts';
import { type Sample, statistic } from '../../../../local/cloudwatch/sample.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE + 1000;

const errors: MetricAlarm = {
  AlarmName: 'shop-errors',
  Namespace: 'shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};
const filter = {
  filterName: 'f',
  filterPattern: '{ $.level = "ERROR" }',
  logGroupName: '/aws/lambda/pay',
  metricTransformations: [{ metricName: 'Errors', metricNamespace: 'shop', metricValue: '1' }],
};

function drilled(changes: Partial<MetricAlarm>): DrilledAlarm {
  const plan = planDrill({ ...errors, ...changes }, [], true);
  if (plan.by !== 'metric') throw new Error(`planned by ${plan.by}`);
  return plan.alarm;
}

describe('the plan of a drill', () => {
  it('writes a line for every filter of the metric', () => {
    const other = { ...filter, filterName: 'g', logGroupName: '/aws/lambda/ship' };
    expect(planDrill(errors, [filter, other], false)).toMatchObject({
      by: 'log',
      lines: [{ logGroup: '/aws/lambda/pay', value: 1 }, { logGroup: '/aws/lambda/ship' }],
      unprovenFilters: [],
    });
  });

  it('names a filter for whose pattern it can make no line', () => {
    const odd = { ...filter, filterPattern: '[a, b]' };
    expect(planDrill(errors, [odd], false)).toMatchObject({ by: 'metric', unprovenFilters: ['/aws/lambda/pay'] });
  });

  it.each<[what: string, alarm: Partial<MetricAlarm>, ownsMetrics: boolean, by: string]>([
    ['a wall clock window of a minute', { EvaluationWindow: { WallClockWindow: {} } }, false, 'metric'],
    ['a wall clock window of an hour', { EvaluationWindow: { WallClockWindow: {} }, Period: 3600 }, false, 'state'],
    ['a sliding window of an hour', { EvaluationWindow: { SlidingWindow: {} }, Period: 3600 }, false, 'metric'],
    ['a metric of its own', {}, false, 'metric'],
    ['a metric of AWS, on one machine', { Namespace: 'AWS/SQS' }, true, 'metric'],
    ['a metric of AWS, on AWS', { Namespace: 'AWS/SQS' }, false, 'state'],
    ['metric math', { Metrics: [{ Id: 'a' }, { Id: 'b' }] }, false, 'state'],
    ['too few samples', { Statistic: 'SampleCount', ComparisonOperator: 'LessThanThreshold' }, true, 'state'],
    ['three days, on AWS', { Period: 86_400, EvaluationPeriods: 3 }, false, 'state'],
  ])('of an alarm on %s', (_what, alarm, ownsMetrics, by) => {
    expect(planDrill({ ...errors, ...alarm }, [], ownsMetrics).by).toBe(by);
  });
});

/** The points of the periods up to now, as CloudWatch computes them. */
function pointsOf(alarm: DrilledAlarm, samples: readonly Sample[], now: number, count: number): (number | null)[] {
  const end = Math.ceil(now / MINUTE) * MINUTE;
  return Array.from({ length: count }, (_, index) => {
    const from = end - (count - index) * alarm.periodMs;
    return statistic(
      samples.filter(({ at }) => at >= from && at < from + alarm.periodMs),
      alarm.statistic,
    );
  });
}

const samplesOf = (data: ReturnType<typeof firingData>): Sample[] =>
  data.flatMap(({ at, value, count }) => [{ at, count, sum: value * count, min: value, max: value }]);

describe('the data of a drill', () => {
  it.each<[what: string, alarm: Partial<MetricAlarm>]>([
    ['a sum', {}],
    ['a high sum', { Threshold: 500, ComparisonOperator: 'GreaterThanThreshold' }],
    ['a maximum', { Statistic: 'Maximum', Threshold: 60_000, ComparisonOperator: 'GreaterThanThreshold' }],
    ['a minimum', { Statistic: 'Minimum', Threshold: 3, ComparisonOperator: 'LessThanThreshold' }],
    ['an average below zero', { Statistic: 'Average', Threshold: 0, ComparisonOperator: 'LessThanOrEqualToThreshold' }],
    ['a percentile', { Statistic: undefined, ExtendedStatistic: 'p99', Threshold: 0.5 }],
    ['a count of samples', { Statistic: 'SampleCount', Threshold: 20 }],
    ['two of three periods', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }],
    [
      'missing runs',
      {
        ComparisonOperator: 'LessThanThreshold',
        Period: 3600,
        EvaluationPeriods: 2,
        TreatMissingData: 'breaching',
      },
    ],
  ])('of an alarm on %s make it fire, and then clear', (_what, changes) => {
    const alarm = drilled(changes);
    const configuration = {
      EvaluationPeriods: changes.EvaluationPeriods ?? 1,
      DatapointsToAlarm: changes.DatapointsToAlarm,
      Threshold: alarm.threshold,
      ComparisonOperator: (changes.ComparisonOperator ?? errors.ComparisonOperator) as Parameters<typeof breaches>[1],
      TreatMissingData: (changes.TreatMissingData ?? 'notBreaching') as 'notBreaching' | 'breaching',
    };
    const own: Sample[] =
      alarm.breaches === 'below' && alarm.statistic === 'Sum'
        ? [0, 1].map((index) => ({ at: NOW - index * alarm.periodMs - 1, count: 1, sum: 1, min: 1, max: 1 }))
        : [];
    const written = firingData(alarm, NOW);
    const range = configuration.EvaluationPeriods + 2;
    const fired = pointsOf(alarm, [...own, ...samplesOf(written)], NOW, range);
    expect(evaluateAlarm(configuration, fired, 'OK')).toBe('ALARM');

    const later = alarm.statistic === 'Sum' ? NOW : NOW + alarm.periodMs * configuration.EvaluationPeriods;
    const cleared = Array.from({ length: configuration.EvaluationPeriods }, (_, index) =>
      samplesOf(clearingData(alarm, written, alarm.statistic === 'Sum' ? NOW : later - index * alarm.periodMs)),
    ).slice(0, alarm.statistic === 'Sum' ? 1 : undefined);
    const points = pointsOf(alarm, [...own, ...samplesOf(written), ...cleared.flat()], later, range);
    expect(evaluateAlarm(configuration, points, 'ALARM')).toBe('OK');
  });

  it('add nothing to a sum that the log lines raise far enough', () => {
    expect(firingData(drilled({ Threshold: 2 }), NOW, 2)).toEqual([]);
    expect(firingData(drilled({ Threshold: 500 }), NOW, 2)).toEqual([{ at: NOW, value: 498, count: 1 }]);
  });

  it('take back from a sum exactly what was written', () => {
    const alarm = drilled({ ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 2 });
    const written = firingData(alarm, NOW);
    const both = [...written, ...clearingData(alarm, written, NOW + 5000)];
    expect(both.reduce((sum, { value, count }) => sum + value * count, 0)).toBe(0);
    expect(new Set(both.map(({ at }) => at))).toEqual(new Set(written.map(({ at }) => at)));
  });
});
