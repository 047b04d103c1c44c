import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const errorAlarmRemoved: Sabotage = {
  name: 'error-alarm-removed',
  culprit: "The alarm on payment's errors is not deployed.",
  expectedCheck: 'alarms-as-predicted',
  experiment: 'commerce_short',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-payment$' } }],
  seen: async (deployed) =>
    (await alarmNamed(deployed, 'errors-payment')) === undefined ? 'there is no alarm errors-payment' : undefined,
};
