import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { AlarmBook } from '../alarm-book.ts';
import { type MetricAlarm, metricAlarmSchema } from '../alarm-configuration.ts';
import { ignoredInMetricAlarm } from '../ignored-properties.ts';

interface Properties {
  readonly name: string | undefined;
  readonly alarm: MetricAlarm;
  readonly ignored: readonly string[];
}

const UNNAMED = 'unnamed';
const namedSchema = z.looseObject({ AlarmName: z.string().optional() });

/** `AWS::CloudWatch::Alarm`; an alarm without a name is named after its resource. */
export const alarmType = (book: AlarmBook): ResourceType<Properties> => ({
  type: 'AWS::CloudWatch::Alarm',
  update: 'create',
  parse(properties) {
    const given = namedSchema.parse(properties);
    const alarm = metricAlarmSchema.parse({ ...given, AlarmName: given.AlarmName ?? UNNAMED });
    return { name: given.AlarmName, alarm, ignored: ignoredInMetricAlarm(given) };
  },
  create: ({ name: given, alarm, ignored }, { defaultName }) => {
    const { name, arn } = book.putMetricAlarm({ ...alarm, AlarmName: given ?? defaultName }, ignored);
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  },
});
