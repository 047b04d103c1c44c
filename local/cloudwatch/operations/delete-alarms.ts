import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { type CloudWatchContext, existingAlarm } from '../context.ts';
import { onAlarm } from '../permission.ts';

/** Deletes all given alarms, or none if one of them does not exist. */
export const deleteAlarms = defineOperation({
  name: 'DeleteAlarms',
  input: z.object({ AlarmNames: z.array(z.string()).max(100) }),
  permissions: ({ AlarmNames }, account) => AlarmNames.map((name) => onAlarm('DeleteAlarms', name, account)),
  run({ AlarmNames }, { book }: CloudWatchContext) {
    book.delete(AlarmNames.map((name) => existingAlarm(book, name).name));
  },
});
