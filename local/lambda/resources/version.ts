import * as z from 'zod';
import { AwsError, type ResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

const properties = z.object({ FunctionName: z.string(), Description: z.string().default('') });

export const versionType = (lambda: Lambda): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::Lambda::Version',
  parse: (given) => properties.parse(given),
  create({ FunctionName, Description }) {
    const { version: published, isNew } = lambda.registry.publish(FunctionName, Description);
    const { version } = published;
    if (!isNew) {
      const message = `A version for this Lambda function exists ( ${version} ). Modify the function to create a new version.`;
      throw new AwsError('AlreadyExistsException', message);
    }
    const arn = `${lambda.registry.find(FunctionName).arn}:${version}`;
    return Promise.resolve({ ref: arn, attributes: { FunctionArn: arn, Version: version } });
  },
});
