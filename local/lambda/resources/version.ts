import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

const properties = z.object({ FunctionName: z.string(), Description: z.string().default('') });

export const versionType = (lambda: Lambda): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::Lambda::Version',
  parse: (given) => properties.parse(given),
  create({ FunctionName, Description }) {
    const { version } = lambda.registry.publish(FunctionName, Description);
    const arn = `${lambda.registry.find(FunctionName).arn}:${version}`;
    return Promise.resolve({ ref: arn, attributes: { FunctionArn: arn, Version: version } });
  },
});
