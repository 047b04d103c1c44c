import { defineRestOperation, jsonReply } from '../../core/index.ts';
import { aliasNamed } from '../aliases.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeAlias } from './configuration.ts';

export const getAlias = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}',
  permissions: ({ FunctionName = '', Name = '' }, _request, account) => [
    onFunction('GetAlias', FunctionName, Name, account),
  ],
  run({ FunctionName = '', Name = '' }, _request, { registry }) {
    const fn = registry.find(FunctionName);
    return jsonReply(200, describeAlias(fn, Name, aliasNamed(fn, Name)));
  },
});
