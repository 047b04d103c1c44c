import { alarmNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

/** The metric has no dimensions, so nothing is ever published with this one. */
const WRONG = { Name: 'FunctionName', Value: 'payment-orders' };

export const alarmWithWrongDimension: Sabotage = {
  name: 'alarm-with-wrong-dimension',
  culprit: "The alarm on payment's errors watches a dimension that nothing publishes, so it never fires.",
  expectedCheck: 'alarms-as-predicted',
  experiment: 'commerce_short',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-payment$' }, set: { Dimensions: [WRONG] } }],
  async seen(deployed) {
    const { Dimensions = [] } = (await alarmNamed(deployed, 'errors-payment')) ?? {};
    const wrong = Dimensions.find(({ Name }) => Name === WRONG.Name);
    return wrong && `errors-payment watches ${WRONG.Name} ${WRONG.Value}`;
  },
};
