import { defineOperation } from '../../core/index.ts';
import { compositeAlarmSchema } from '../alarm-configuration.ts';
import type { CloudWatchContext } from '../context.ts';

export const putCompositeAlarm = defineOperation({
  name: 'PutCompositeAlarm',
  input: compositeAlarmSchema,
  run(configuration, { book }: CloudWatchContext) {
    book.putCompositeAlarm(configuration);
  },
});
