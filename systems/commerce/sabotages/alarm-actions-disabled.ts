import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const alarmActionsDisabled: Sabotage = {
  name: 'alarm-actions-disabled',
  culprit: "The alarm on account's errors has its actions, but they are disabled.",
  expectedCheck: 'deployed-as-designed',
  experiment: 'drift_repaired',
  changes: [
    {
      type: 'AWS::CloudWatch::Alarm',
      where: { AlarmName: 'errors-account$' },
      set: { ActionsEnabled: false },
    },
  ],
  async seen(deployed) {
    const alarm = await alarmNamed(deployed, 'errors-account');
    return alarm?.ActionsEnabled === false ? 'the actions of errors-account are disabled' : undefined;
  },
};
