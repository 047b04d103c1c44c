import { actionsOf, arnIn, type Policy, tablesIn } from './place.ts';

/** The control table alone lets `chaos stop` end every fault. The schedules that it may also delete do no harm if they stay. */
export const killSwitch: Policy = {
  name: 'kill-switch',
  title: '`chaos status` and `chaos stop`',
  statements: (place) => [
    {
      sid: 'DisarmFaults',
      actions: actionsOf('dynamodb', 'Scan', 'GetItem', 'UpdateItem', 'DeleteItem'),
      resources: tablesIn(place, 'chaos-control'),
    },
    { sid: 'ListLeases', actions: ['scheduler:ListSchedules'], resources: ['*'] },
    {
      sid: 'EndLeases',
      actions: ['scheduler:DeleteSchedule'],
      resources: [arnIn(place, 'scheduler', `schedule/default/${place.prefix}chaos-lease-*`)],
    },
  ],
};
