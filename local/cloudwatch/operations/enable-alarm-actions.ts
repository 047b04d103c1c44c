import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';

const input = z.object({ AlarmNames: z.array(z.string()).max(100) });

export const enableAlarmActions = defineOperation({
  name: 'EnableAlarmActions',
  input,
  run({ AlarmNames }, { book }: CloudWatchContext) {
    for (const name of AlarmNames) book.enableActions(name, true);
  },
});

export const disableAlarmActions = defineOperation({
  name: 'DisableAlarmActions',
  input,
  run({ AlarmNames }, { book }: CloudWatchContext) {
    for (const name of AlarmNames) book.enableActions(name, false);
  },
});
