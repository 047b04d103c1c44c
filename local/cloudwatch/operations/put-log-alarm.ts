import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { REFUSED } from '../refused-alarms.ts';

export const putLogAlarm = defineOperation({
  name: 'PutLogAlarm',
  input: z.looseObject({}),
  run() {
    throw new AwsError('UnknownOperationException', `PutLogAlarm: ${REFUSED.log}.`);
  },
});
