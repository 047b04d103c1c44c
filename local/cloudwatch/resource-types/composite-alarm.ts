import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { AlarmBook } from '../alarm-book.ts';
import { type CompositeAlarm, compositeAlarmSchema } from '../alarm-configuration.ts';
import { ignoredInCompositeAlarm } from '../ignored-properties.ts';

interface Properties {
  readonly name: string | undefined;
  readonly alarm: Omit<CompositeAlarm, 'AlarmName'>;
  readonly ignored: readonly string[];
}

const namedSchema = z.looseObject({ AlarmName: z.string().min(1).optional() });
const unnamedSchema = compositeAlarmSchema.omit({ AlarmName: true });

/** `AWS::CloudWatch::CompositeAlarm` */
export const compositeAlarmType = (book: AlarmBook): ResourceType<Properties> => ({
  type: 'AWS::CloudWatch::CompositeAlarm',
  update: 'create',
  parse(properties) {
    const given = namedSchema.parse(properties);
    return { name: given.AlarmName, alarm: unnamedSchema.parse(given), ignored: ignoredInCompositeAlarm(given) };
  },
  create: ({ name: given, alarm, ignored }, { defaultName }) => {
    const { name, arn } = book.putCompositeAlarm({ ...alarm, AlarmName: given ?? defaultName }, ignored);
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  },
});
