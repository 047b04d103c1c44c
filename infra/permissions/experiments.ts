import { actionsOf, arnIn, type Policy, tablesIn } from './place.ts';

/** `chaos run` on any system. */
export const experiments: Policy = {
  name: 'experiments',
  title: '`chaos run`, beside the above',
  statements: (place) => [
    {
      sid: 'FindTheStage',
      actions: [
        'cloudformation:DescribeStacks',
        ...actionsOf('cloudwatch', 'DescribeAlarms', 'DescribeAlarmHistory', 'ListAlarmMuteRules', 'GetAlarmMuteRule'),
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
    },
    {
      sid: 'CompareWithTheTemplate',
      actions: [
        'cloudformation:ListStackResources',
        ...actionsOf('cloudwatch', 'GetDashboard', 'GetMetricStatistics'),
        'logs:DescribeMetricFilters',
        'scheduler:GetSchedule',
      ],
      resources: ['*'],
    },
    {
      sid: 'ArmFaults',
      actions: actionsOf('dynamodb', 'DescribeTable', 'PutItem', 'ConditionCheckItem'),
      resources: tablesIn(place, 'chaos-control'),
    },
    {
      sid: 'LimitLeases',
      actions: ['scheduler:CreateSchedule'],
      resources: [arnIn(place, 'scheduler', `schedule/default/${place.prefix}chaos-lease-*`)],
    },
    {
      sid: 'PassLeaseRole',
      actions: ['iam:PassRole'],
      resources: [`arn:aws:iam::${place.account}:role/${place.prefix}chaos-lease-*`],
      passedTo: 'scheduler.amazonaws.com',
    },
    {
      sid: 'SeeHits',
      actions: ['logs:FilterLogEvents'],
      resources: [arnIn(place, 'logs', `log-group:/aws/lambda/${place.prefix}*`)],
    },
    {
      sid: 'AwaitMessages',
      actions: ['sqs:GetQueueAttributes'],
      resources: [arnIn(place, 'sqs', `${place.prefix}*`)],
    },
    { sid: 'ProbeMetrics', actions: actionsOf('cloudwatch', 'GetMetricData', 'ListMetrics'), resources: ['*'] },
  ],
};
