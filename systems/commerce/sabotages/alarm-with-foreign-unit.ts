import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const alarmWithForeignUnit: Sabotage = {
  name: 'alarm-with-foreign-unit',
  culprit: 'The alarm on rollbacks counts only values in megabytes, and the metric counts sagas.',
  expectedCheck: 'deployed-as-designed',
  experiment: 'drift_repaired',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: '-rollbacks$' }, set: { Unit: 'Megabytes' } }],
  async seen(deployed) {
    const alarm = await alarmNamed(deployed, 'rollbacks');
    return alarm?.Unit === 'Megabytes' ? 'rollbacks counts values in megabytes' : undefined;
  },
};
