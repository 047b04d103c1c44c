import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';

const propertiesSchema = z.object({
  LogGroupName: z.string().optional(),
  RetentionInDays: z.int().positive().optional(),
});

/** `AWS::Logs::LogGroup` */
export const logGroupType = (store: LogStore): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::Logs::LogGroup',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ LogGroupName, RetentionInDays }, { defaultName }) {
    const name = LogGroupName ?? defaultName;
    store.createGroup(name);
    const group = store.group(name);
    group.retentionInDays = RetentionInDays;
    return Promise.resolve({ ref: name, attributes: { Arn: `${group.arn}:*` } });
  },
});
