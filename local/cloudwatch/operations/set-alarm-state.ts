import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { alarmStates } from '../alarm.ts';
import { type CloudWatchContext, existingAlarm } from '../context.ts';
import { onAlarm } from '../permission.ts';

/** The state lasts until the next evaluation of the alarm. */
export const setAlarmState = defineOperation({
  name: 'SetAlarmState',
  input: z.object({
    AlarmName: z.string(),
    StateValue: z.enum(alarmStates),
    StateReason: z.string(),
    StateReasonData: z.string().optional(),
  }),
  permissions: ({ AlarmName }, account) => [onAlarm('SetAlarmState', AlarmName, account)],
  run({ AlarmName, StateValue, StateReason, StateReasonData }, { book }: CloudWatchContext) {
    const { name } = existingAlarm(book, AlarmName);
    book.setState(name, { value: StateValue, reason: StateReason, reasonData: StateReasonData });
  },
});
