import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { onAlarm } from '../permission.ts';
import { REFUSED } from '../refused-alarms.ts';

export const putLogAlarm = defineOperation({
  name: 'PutLogAlarm',
  input: z.looseObject({}),
  permissions: ({ AlarmName }, account) => [onAlarm('PutLogAlarm', String(AlarmName), account)],
  run() {
    throw new AwsError('UnknownOperationException', `PutLogAlarm: ${REFUSED.log}.`);
  },
});
