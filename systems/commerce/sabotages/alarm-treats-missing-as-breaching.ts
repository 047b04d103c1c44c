import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const alarmTreatsMissingAsBreaching: Sabotage = {
  name: 'alarm-treats-missing-as-breaching',
  culprit:
    "The alarm on shipping's errors treats missing data as breaching, so it fires without an error and does not clear.",
  expectedCheck: 'alarms-as-predicted',
  experiment: 'commerce_short',
  changes: [
    {
      type: 'AWS::CloudWatch::Alarm',
      where: { AlarmName: 'errors-shipping$' },
      set: { TreatMissingData: 'breaching' },
    },
  ],
  async seen(deployed) {
    const alarm = await alarmNamed(deployed, 'errors-shipping');
    return alarm?.TreatMissingData === 'breaching' ? 'errors-shipping treats missing data as breaching' : undefined;
  },
};
