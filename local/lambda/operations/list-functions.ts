import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { describeVersion } from './configuration.ts';

export const listFunctions = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions',
  permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  run: (_parameters, _request, { registry }) =>
    jsonReply(200, { Functions: registry.list().map((fn) => describeVersion(registry.named(fn.name))) }),
});
