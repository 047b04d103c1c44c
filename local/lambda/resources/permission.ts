import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

const properties = z.object({ FunctionName: z.string(), Principal: z.string(), Action: z.string() });

/** A permission to invoke a function. It is recorded, so that an unknown function is an error, but not enforced. */
export const permissionType = (lambda: Lambda): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::Lambda::Permission',
  parse: (given) => properties.parse(given),
  create({ FunctionName, Principal, Action }, { defaultName }) {
    lambda.registry.find(FunctionName).permissions.push({ principal: Principal, action: Action });
    return Promise.resolve({ ref: defaultName, attributes: { Id: defaultName } });
  },
});
