import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';

const propertiesSchema = z.object({ LogGroupName: z.string(), LogStreamName: z.string().optional() });

/** `AWS::Logs::LogStream` */
export const logStreamType = (store: LogStore): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::Logs::LogStream',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ LogGroupName, LogStreamName }, { defaultName }) {
    const name = LogStreamName ?? defaultName;
    store.createStream(LogGroupName, name);
    return Promise.resolve({ ref: name });
  },
});
