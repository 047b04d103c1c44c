import * as z from 'zod';
import { defineOperation, parseInput } from '../../core/index.ts';
import { metricAlarmSchema } from '../alarm-configuration.ts';
import type { CloudWatchContext } from '../context.ts';
import { ignoredInMetricAlarm } from '../ignored-properties.ts';
import { onAlarm } from '../permission.ts';

export const putMetricAlarm = defineOperation({
  name: 'PutMetricAlarm',
  input: z.looseObject({}),
  permissions: ({ AlarmName }, account) => [onAlarm('PutMetricAlarm', String(AlarmName), account)],
  run(given, { book }: CloudWatchContext) {
    book.putMetricAlarm(parseInput(metricAlarmSchema, given), ignoredInMetricAlarm(given));
  },
});
