import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { AlarmBook } from '../alarm-book.ts';
import { type CompositeAlarm, compositeAlarmSchema } from '../alarm-configuration.ts';

type Properties = Omit<CompositeAlarm, 'AlarmName'> & { readonly AlarmName?: string | undefined };

const propertiesSchema = compositeAlarmSchema
  .omit({ AlarmName: true })
  .extend({ AlarmName: z.string().min(1).optional() });

/** `AWS::CloudWatch::CompositeAlarm` */
export const compositeAlarmType = (book: AlarmBook): ResourceType<Properties> => ({
  type: 'AWS::CloudWatch::CompositeAlarm',
  parse: (properties) => propertiesSchema.parse(properties),
  create: ({ AlarmName, ...alarm }, { defaultName }) => {
    const { name, arn } = book.putCompositeAlarm({ ...alarm, AlarmName: AlarmName ?? defaultName });
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  },
});
