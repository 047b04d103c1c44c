import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

/** The metric filters publish `Errors-catalog`. */
const WRONG = 'Errors-catalogue';

export const alarmWithWrongMetric: Sabotage = {
  name: 'alarm-with-wrong-metric',
  culprit: "The alarm on catalog's errors watches a metric that nothing emits, so it stays quiet whatever happens.",
  expectedCheck: 'deployed-as-designed',
  experiment: 'drift_repaired',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-catalog$' }, set: { MetricName: WRONG } }],
  async seen(deployed) {
    const alarm = await alarmNamed(deployed, 'errors-catalog');
    return alarm?.MetricName === WRONG ? `errors-catalog watches ${WRONG}` : undefined;
  },
};
