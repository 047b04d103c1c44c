import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Applications } from '../groups.ts';

const properties = z.object({
  ApplicationName: z.string().optional(),
  ComputePlatform: z.literal('Lambda', 'only functions are deployed here'),
});

/** `AWS::CodeDeploy::Application` */
export const applicationType = (applications: Applications): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::CodeDeploy::Application',
  parse: (given) => properties.parse(given),
  create({ ApplicationName }, { defaultName }) {
    const name = ApplicationName ?? defaultName;
    applications.add(name);
    return Promise.resolve({ ref: name });
  },
});
