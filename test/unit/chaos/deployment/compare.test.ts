import { describe, expect, it } from '@jest/globals';
import { compareDeployment, type Design, type DesignedPart } from '../../../../chaos/deployment/index.ts';
import type { Part } from '../../../../chaos/deployment/part.ts';
import { alarmProperties } from '../../../../chaos/deployment/kinds/alarm.ts';
import { muteRuleProperties } from '../../../../chaos/deployment/kinds/mute-rule.ts';
import { dashboardProperties } from '../../../../chaos/deployment/kinds/dashboard.ts';
import { filterProperties } from '../../../../chaos/deployment/kinds/metric-filter.ts';
import { scheduleProperties } from '../../../../chaos/deployment/kinds/schedule.ts';

const PREFIX = 'shop-dev-';

const alarm = {
  Namespace: 'shop',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'service', Value: 'pay' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: ['arn:on-alarm'],
  OKActions: ['arn:on-alarm'],
};
const filter = {
  FilterPattern: '{ $.level = "ERROR" }',
  MetricTransformations: [{ MetricName: 'Errors', MetricNamespace: 'shop', MetricValue: '1' }],
};
const schedule = {
  ScheduleExpression: 'rate(1 hour)',
  Target: { Arn: 'arn:reconcile', Input: '{}', RetryPolicy: { MaximumRetryAttempts: 3 } },
};
const widget = { type: 'metric', properties: { metrics: [['shop', 'Errors']], title: 'Errors' } };
const dashboard = { DashboardBody: JSON.stringify({ widgets: [widget] }) };

const part = (kind: Part['kind'], properties: Part['properties'], group?: string): DesignedPart => ({
  kind,
  name: `${PREFIX}one`,
  ...(group !== undefined && { group }),
  properties,
  logicalId: 'One',
  unresolved: [],
  exists: true,
});
const designed = (...parts: DesignedPart[]): Design => ({ parts, omitted: [] });
const differences = (wanted: DesignedPart, ...running: Part[]) => compareDeployment(designed(wanted), running, PREFIX);

const ALARM = part('alarm', alarmProperties(alarm));
const FILTER = part('metric filter', filterProperties(filter), '/aws/lambda/pay');
const SCHEDULE = part('schedule', scheduleProperties(schedule));

describe('a deployment', () => {
  it('that is as designed has no difference', () => {
    expect(differences(ALARM, part('alarm', alarmProperties(alarm)))).toEqual([]);
    expect(differences(FILTER, part('metric filter', filterProperties(filter), '/aws/lambda/pay'))).toEqual([]);
    expect(differences(SCHEDULE, part('schedule', scheduleProperties(schedule)))).toEqual([]);
  });

  it.each<[property: string, value: unknown, difference: string]>([
    ['Namespace', 'shops', 'namespace is shops, the template says shop'],
    ['MetricName', 'Error', 'metricName is Error, the template says Errors'],
    ['Dimensions', [], 'dimensions is [], the template says [{"Name":"service","Value":"pay"}]'],
    ['Statistic', 'Average', 'statistic is Average, the template says Sum'],
    ['Period', 300, 'period is 300, the template says 60'],
    ['Unit', 'Megabytes', 'unit is Megabytes, the template says not set'],
    ['EvaluationPeriods', 5, 'evaluationPeriods is 5, the template says 3'],
    ['DatapointsToAlarm', 2, 'datapointsToAlarm is 2, the template says 3'],
    ['Threshold', 100, 'threshold is 100, the template says 1'],
    [
      'ComparisonOperator',
      'LessThanThreshold',
      'comparisonOperator is LessThanThreshold, the template says GreaterThanOrEqualToThreshold',
    ],
    ['TreatMissingData', 'breaching', 'treatMissingData is breaching, the template says notBreaching'],
    ['TreatMissingData', undefined, 'treatMissingData is missing, the template says notBreaching'],
    [
      'EvaluationWindow',
      { WallClockWindow: {} },
      'evaluationWindow is {"WallClockWindow":{"Timezone":"UTC"}}, the template says {"SlidingWindow":{}}',
    ],
    [
      'WarmUpConfiguration',
      { WarmUpPeriodDurationInMinutes: 30 },
      'warmUpConfiguration is {"OnlyStartEvaluatingAfterWarmUpPeriodEnds":false,"WarmUpPeriodDurationInMinutes":30}, the template says not set',
    ],
    ['ActionsEnabled', false, 'its actions are disabled'],
    ['AlarmActions', ['arn:other'], 'alarmActions is ["arn:other"], the template says ["arn:on-alarm"]'],
    ['InsufficientDataActions', ['arn:other'], 'insufficientDataActions is ["arn:other"], the template says []'],
  ])('whose alarm has another %s differs', (property, value, difference) => {
    const changed = part('alarm', alarmProperties({ ...alarm, [property]: value }));
    expect(differences(ALARM, changed)).toContain(`alarm one: ${difference}`);
  });

  it.each([
    ['AlarmActions', 'alarm one has no action, the template gives it 1'],
    ['OKActions', 'alarm one has no action when it clears, the template gives it 1'],
  ])('whose alarm has lost its %s differs', (property, difference) => {
    expect(differences(ALARM, part('alarm', alarmProperties({ ...alarm, [property]: [] })))).toEqual([difference]);
  });

  it.each<[change: object, difference: string]>([
    [{ FilterPattern: 'never' }, 'filterPattern is never, the template says { $.level = "ERROR" }'],
    [{ MetricTransformations: [{ ...filter.MetricTransformations[0], MetricValue: '0' }] }, '"MetricValue":"0"'],
    [{ MetricTransformations: [{ ...filter.MetricTransformations[0], Unit: 'Bytes' }] }, '"Unit":"Bytes"'],
    [{ MetricTransformations: [{ ...filter.MetricTransformations[0], DefaultValue: 0 }] }, '"DefaultValue":0'],
    [
      { MetricTransformations: [{ ...filter.MetricTransformations[0], Dimensions: [{ Key: 'a', Value: '$.a' }] }] },
      '"Dimensions":[{"Key":"a","Value":"$.a"}]',
    ],
  ])('whose metric filter has %j differs', (change, difference) => {
    const changed = part('metric filter', filterProperties({ ...filter, ...change }), '/aws/lambda/pay');
    const [first = '', ...others] = differences(FILTER, changed);
    expect(others).toEqual([]);
    expect(first).toContain('metric filter of Errors on /aws/lambda/pay: ');
    expect(first).toContain(difference);
  });

  it.each<[change: object, difference: string]>([
    [{ State: 'DISABLED' }, 'state is DISABLED, the template says ENABLED'],
    [{ ScheduleExpression: 'rate(1 day)' }, 'scheduleExpression is rate(1 day), the template says rate(1 hour)'],
    [
      { ScheduleExpressionTimezone: 'Europe/Paris' },
      'scheduleExpressionTimezone is Europe/Paris, the template says UTC',
    ],
    [{ Target: { ...schedule.Target, Arn: 'arn:x' } }, 'target.Arn is arn:x, the template says arn:reconcile'],
    [{ Target: { ...schedule.Target, Input: '{"a":1}' } }, 'target.Input is {"a":1}, the template says {}'],
    [{ EndDate: '2026-01-01T00:00:00Z' }, 'endDate is 2026-01-01T00:00:00.000Z, the template says not set'],
  ])('whose schedule has %j differs', (change, difference) => {
    const changed = part('schedule', scheduleProperties({ ...schedule, ...change }));
    expect(differences(SCHEDULE, changed)).toEqual([`schedule one: ${difference}`]);
  });

  const rule = {
    Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT1H', Timezone: 'America/New_York' } },
    MuteTargets: { AlarmNames: ['shop-dev-b', 'shop-dev-a'] },
    ExpireDate: '2026-12-01T00:00',
  };
  const RULE = part('mute rule', muteRuleProperties(rule));

  it('whose mute rule is as designed has no difference, although AWS gives moments and another order', () => {
    const read = {
      ...rule,
      MuteTargets: { AlarmNames: ['shop-dev-a', 'shop-dev-b'] },
      ExpireDate: new Date('2026-12-01T05:00:00Z'),
    };
    expect(differences(RULE, part('mute rule', muteRuleProperties(read)))).toEqual([]);
    const inUtc = { ...rule, ExpireDate: '2026-12-01T05:00:00Z' };
    expect(differences(RULE, part('mute rule', muteRuleProperties(inUtc)))).toEqual([]);
  });

  it.each<[change: object, difference: string]>([
    [
      { MuteTargets: { AlarmNames: ['shop-dev-a'] } },
      'muteTargets is ["shop-dev-a"], the template says ["shop-dev-a","shop-dev-b"]',
    ],
    [{ MuteTargets: undefined }, 'muteTargets is [], the template says ["shop-dev-a","shop-dev-b"]'],
    [
      { Rule: { Schedule: { ...rule.Rule.Schedule, Duration: 'P1D' } } },
      'rule.Duration is P1D, the template says PT1H',
    ],
    [
      { Rule: { Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT1H' } } },
      'rule.Timezone is UTC, the template says America/New_York',
    ],
    [{ StartDate: '2026-01-01T00:00' }, 'startDate is 2026-01-01T00:00, the template says not set'],
  ])('whose mute rule has %j differs', (change, difference) => {
    const changed = part('mute rule', muteRuleProperties({ ...rule, ...change }));
    expect(differences(RULE, changed)).toContain(`mute rule one: ${difference}`);
  });

  it('has a mute rule that nobody designed', () => {
    const night: Part = { kind: 'mute rule', name: 'night', properties: {} };
    expect(differences(ALARM, ALARM, night)).toEqual(['mute rule night is in the system, but not in the template']);
  });

  it('whose dashboard shows another metric differs, and one with another title does not', () => {
    const shows = (changes: object) =>
      part(
        'dashboard',
        dashboardProperties({
          DashboardBody: JSON.stringify({ widgets: [{ ...widget, properties: { ...widget.properties, ...changes } }] }),
        }),
      );
    const wanted = part('dashboard', dashboardProperties(dashboard));
    expect(differences(wanted, shows({ title: 'Failures' }))).toEqual([]);
    expect(differences(wanted, shows({ metrics: [['shop', 'Successes']] }))).toEqual([
      'dashboard one: widget 1 is {"metrics":[["shop","Successes"]],"type":"metric"}, the template says {"metrics":[["shop","Errors"]],"type":"metric"}',
    ]);
  });

  it('lacks what is missing, and has what nobody designed', () => {
    expect(differences(ALARM)).toEqual(['alarm one is missing']);
    expect(differences({ ...ALARM, exists: false }, ALARM)).toEqual(['alarm one is missing']);
    const other: Part = { kind: 'alarm', name: 'shop-dev-two', properties: {} };
    expect(differences(ALARM, ALARM, other)).toEqual(['alarm two is in the system, but not in the template']);
  });

  it('is not compared by what only CloudFormation knows', () => {
    const changed = part('schedule', scheduleProperties({ ...schedule, Target: { Arn: 'arn:x' } }));
    expect(differences({ ...SCHEDULE, unresolved: ['Target'] }, changed)).toEqual([]);
  });
});

describe('an alarm', () => {
  it('with one metric in Metrics is the same as one with plain properties', () => {
    const { Namespace, MetricName, Dimensions, Statistic, Period, ...others } = alarm;
    const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Stat: Statistic, Period };
    expect(alarmProperties({ ...others, Metrics: [{ Id: 'm', MetricStat, ReturnData: true }] })).toEqual(
      alarmProperties(alarm),
    );
  });
});
