import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';
import { onAlarm } from '../permission.ts';

const input = z.object({ AlarmNames: z.array(z.string()).max(100) });

export const enableAlarmActions = defineOperation({
  name: 'EnableAlarmActions',
  input,
  permissions: ({ AlarmNames }, account) => AlarmNames.map((name) => onAlarm('EnableAlarmActions', name, account)),
  run({ AlarmNames }, { book }: CloudWatchContext) {
    for (const name of AlarmNames) book.enableActions(name, true);
  },
});

export const disableAlarmActions = defineOperation({
  name: 'DisableAlarmActions',
  input,
  permissions: ({ AlarmNames }, account) => AlarmNames.map((name) => onAlarm('DisableAlarmActions', name, account)),
  run({ AlarmNames }, { book }: CloudWatchContext) {
    for (const name of AlarmNames) book.enableActions(name, false);
  },
});
