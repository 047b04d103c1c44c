import * as z from 'zod';
import { defineOperation, parseInput } from '../../core/index.ts';
import { compositeAlarmSchema } from '../alarm-configuration.ts';
import type { CloudWatchContext } from '../context.ts';
import { ignoredInCompositeAlarm } from '../ignored-properties.ts';
import { onAlarm } from '../permission.ts';

export const putCompositeAlarm = defineOperation({
  name: 'PutCompositeAlarm',
  input: z.looseObject({}),
  permissions: ({ AlarmName }, account) => [onAlarm('PutCompositeAlarm', String(AlarmName), account)],
  run(given, { book }: CloudWatchContext) {
    book.putCompositeAlarm(parseInput(compositeAlarmSchema, given), ignoredInCompositeAlarm(given));
  },
});
