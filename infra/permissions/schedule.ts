import { actionsOf, arnIn, type Policy, tablesIn } from './place.ts';

/** The hourly schedule of a `ScheduledReconciler`. */
export const schedule: Policy = {
  name: 'schedule',
  title: '`schedule`, and experiments on a system with rules',
  statements: (place) => [
    {
      sid: 'PauseAndResume',
      actions: actionsOf('scheduler', 'GetSchedule', 'UpdateSchedule'),
      resources: [arnIn(place, 'scheduler', `schedule/default/${place.prefix}reconcile`)],
    },
    {
      sid: 'PassScheduleRole',
      actions: ['iam:PassRole'],
      resources: [`arn:aws:iam::${place.account}:role/${place.prefix}*`],
      passedTo: 'scheduler.amazonaws.com',
    },
    {
      sid: 'RunNow',
      actions: ['lambda:InvokeFunction'],
      resources: [arnIn(place, 'lambda', `function:${place.prefix}reconciler-run:live`)],
    },
    {
      sid: 'SeeRuns',
      actions: ['dynamodb:GetItem'],
      resources: tablesIn(place, 'reconciler-control'),
    },
  ],
};
