import type { ResourceType } from '../../core/index.ts';
import { REFUSED } from '../refused-alarms.ts';

/** `AWS::CloudWatch::LogAlarm`, which is refused by name. */
export const logAlarmType: ResourceType<never> = {
  type: 'AWS::CloudWatch::LogAlarm',
  parse() {
    throw new TypeError(REFUSED.log);
  },
  create: () => Promise.reject(new TypeError(REFUSED.log)),
};
