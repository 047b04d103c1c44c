import { actionsOf, arnIn, type Policy } from './place.ts';

/** `chaos drill` makes each alarm fire and clear. */
export const drill: Policy = {
  name: 'drill',
  title: '`chaos drill`, beside the policy of `chaos run`',
  statements: (place) => [
    { sid: 'WriteMetrics', actions: ['cloudwatch:PutMetricData'], resources: ['*'] },
    {
      sid: 'SetAlarms',
      actions: ['cloudwatch:SetAlarmState'],
      resources: [arnIn(place, 'cloudwatch', `alarm:${place.prefix}*`)],
    },
    {
      sid: 'WriteLogs',
      actions: actionsOf('logs', 'CreateLogStream', 'PutLogEvents'),
      resources: [arnIn(place, 'logs', `log-group:/aws/lambda/${place.prefix}*`)],
    },
    { sid: 'TestFilters', actions: ['logs:TestMetricFilter'], resources: ['*'] },
  ],
};
