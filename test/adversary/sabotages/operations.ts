/** Ways to break alarms, metric filters and schedules in the templates. */
import { alarmNamed, filtersOf, type Sabotage, scheduleNamed } from '../../../chaos/sabotage/index.ts';

const FOREIGN_ACTION = 'arn:aws:sns:us-east-1:000000000000:nobody-reads-this';

export const operationsSabotages: readonly Sabotage[] = [
  {
    name: 'alarm-threshold-too-high',
    culprit: "The alarm on the warehouse's errors fires only at a thousand errors a minute.",
    expectedCheck: 'alarms-as-predicted',
    experiment: 'crash_before_commit',
    changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-warehouse$' }, set: { Threshold: 1000 } }],
    async seen(deployed) {
      const alarm = await alarmNamed(deployed, 'errors-warehouse');
      return alarm?.Threshold === 1000 ? 'the threshold of errors-warehouse is 1000' : undefined;
    },
  },
  {
    name: 'alarm-averages-an-hour',
    culprit: "The alarm on payment's errors looks at an hour at a time, so it fires late and clears late.",
    expectedCheck: 'deployed-as-designed',
    experiment: 'drift_repaired',
    changes: [
      {
        type: 'AWS::CloudWatch::Alarm',
        where: { AlarmName: 'errors-payment$' },
        set: { Period: 3600, Statistic: 'Average' },
      },
    ],
    async seen(deployed) {
      const alarm = await alarmNamed(deployed, 'errors-payment');
      return alarm?.Period === 3600 ? 'the period of errors-payment is an hour' : undefined;
    },
  },
  {
    name: 'alarm-needs-many-periods',
    culprit: "The alarm on the warehouse's errors waits for ten bad minutes in a row.",
    // Whether faults are enough to make it fire is predicted from the alarm that is deployed.
    expectedCheck: 'deployed-as-designed',
    experiment: 'crash_before_commit',
    changes: [
      {
        type: 'AWS::CloudWatch::Alarm',
        where: { AlarmName: 'errors-warehouse$' },
        set: { EvaluationPeriods: 10, DatapointsToAlarm: 10 },
      },
    ],
    async seen(deployed) {
      const alarm = await alarmNamed(deployed, 'errors-warehouse');
      return alarm?.EvaluationPeriods === 10 ? 'errors-warehouse waits for ten periods' : undefined;
    },
  },
  {
    name: 'alarm-action-of-another-team',
    culprit: "The alarm on transactions' errors notifies a topic that nobody reads.",
    expectedCheck: 'deployed-as-designed',
    experiment: 'drift_repaired',
    changes: [
      {
        type: 'AWS::CloudWatch::Alarm',
        where: { AlarmName: 'errors-transactions$' },
        set: { AlarmActions: [FOREIGN_ACTION] },
      },
    ],
    async seen(deployed) {
      const { AlarmActions } = (await alarmNamed(deployed, 'errors-transactions')) ?? {};
      return AlarmActions?.[0] === FOREIGN_ACTION ? `errors-transactions starts ${FOREIGN_ACTION}` : undefined;
    },
  },
  {
    name: 'errors-counted-as-zero',
    culprit: "The metric filters of the warehouse's errors count each error line as zero.",
    expectedCheck: 'alarms-as-predicted',
    experiment: 'crash_before_commit',
    changes: [
      {
        type: 'AWS::Logs::MetricFilter',
        where: { MetricTransformations: '^Errors-warehouse$' },
        set: {
          MetricTransformations: [
            { MetricName: 'Errors-warehouse', MetricNamespace: 'evenkeel-dev', MetricValue: '0' },
          ],
        },
      },
    ],
    async seen(deployed) {
      const filters = await filtersOf(deployed, 'Errors-warehouse');
      const values = filters.map(({ metricTransformations }) => metricTransformations?.[0]?.metricValue);
      return values.length > 0 && values.every((value) => value === '0') ? 'each error counts as 0' : undefined;
    },
  },
  {
    name: 'reconciled-once-a-month',
    culprit: 'The schedule runs the reconciler once a month instead of every hour.',
    expectedCheck: 'deployed-as-designed',
    experiment: 'drift_repaired',
    changes: [
      {
        type: 'AWS::Scheduler::Schedule',
        where: { Name: '-reconcile$' },
        set: { ScheduleExpression: 'cron(0 0 1 * ? *)' },
      },
    ],
    async seen(deployed) {
      const schedule = await scheduleNamed(deployed, 'reconcile');
      return schedule?.ScheduleExpression === 'cron(0 0 1 * ? *)' ? 'reconcile runs once a month' : undefined;
    },
  },
];
