import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { AlarmBook } from '../alarm-book.ts';
import { type MetricAlarm, metricAlarmSchema } from '../alarm-configuration.ts';

type Properties = Omit<MetricAlarm, 'AlarmName'> & { readonly AlarmName?: string };

const UNNAMED = 'unnamed';
const namedSchema = z.looseObject({ AlarmName: z.string().optional() });

/** `AWS::CloudWatch::Alarm`; an alarm without a name is named after its resource. */
export const alarmType = (book: AlarmBook): ResourceType<Properties> => ({
  type: 'AWS::CloudWatch::Alarm',
  parse(properties) {
    const given = namedSchema.parse(properties);
    const { AlarmName, ...alarm } = metricAlarmSchema.parse({ ...given, AlarmName: given.AlarmName ?? UNNAMED });
    return given.AlarmName === undefined ? alarm : { ...alarm, AlarmName };
  },
  create: ({ AlarmName, ...alarm }, { defaultName }) => {
    const { name, arn } = book.putMetricAlarm({ ...alarm, AlarmName: AlarmName ?? defaultName });
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  },
});
