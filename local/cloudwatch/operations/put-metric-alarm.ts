import { defineOperation } from '../../core/index.ts';
import { metricAlarmSchema } from '../alarm-configuration.ts';
import type { CloudWatchContext } from '../context.ts';

export const putMetricAlarm = defineOperation({
  name: 'PutMetricAlarm',
  input: metricAlarmSchema,
  run(configuration, { book }: CloudWatchContext) {
    book.putMetricAlarm(configuration);
  },
});
