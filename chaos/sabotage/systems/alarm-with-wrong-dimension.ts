import { alarmNamed } from '../deployed.ts';
import type { Sabotage } from '../sabotage.ts';

/** The metric filter gives its metric no dimension: under this one nothing is ever published. */
const WRONG = { Name: 'FunctionName', Value: 'payment-orders' };

export const alarmWithWrongDimension: Sabotage = {
  name: 'alarm-with-wrong-dimension',
  culprit: "The alarm on payment's errors looks at the metric of a dimension that nobody publishes, and never fires.",
  expectedCheck: 'alarms-as-predicted',
  experiment: 'commerce_short',
  changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-payment$' }, set: { Dimensions: [WRONG] } }],
  async seen(deployed) {
    const { Dimensions = [] } = (await alarmNamed(deployed, 'errors-payment')) ?? {};
    const wrong = Dimensions.find(({ Name }) => Name === WRONG.Name);
    return wrong && `errors-payment looks at ${WRONG.Name} ${WRONG.Value}`;
  },
};
