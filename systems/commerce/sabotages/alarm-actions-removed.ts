import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const alarmActionsRemoved: Sabotage = {
  name: 'alarm-actions-removed',
  culprit: "The alarm on shipping's errors starts nothing, when it fires and when it clears.",
  expectedCheck: 'deployed-as-designed',
  experiment: 'drift_repaired',
  changes: [
    {
      type: 'AWS::CloudWatch::Alarm',
      where: { AlarmName: 'errors-shipping$' },
      set: { AlarmActions: [], OKActions: [] },
    },
  ],
  async seen(deployed) {
    const { AlarmActions, OKActions } = (await alarmNamed(deployed, 'errors-shipping')) ?? {};
    return AlarmActions?.length === 0 && OKActions?.length === 0 ? 'errors-shipping has no action' : undefined;
  },
};
