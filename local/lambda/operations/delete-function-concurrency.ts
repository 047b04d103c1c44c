import { defineRestOperation } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';

export const deleteFunctionConcurrency = defineRestOperation<Lambda>({
  method: 'DELETE',
  path: '/2017-10-31/functions/{FunctionName}/concurrency',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('DeleteFunctionConcurrency', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run({ FunctionName = '' }, _request, { registry }) {
    registry.reserve(FunctionName, undefined);
    return { status: 204 };
  },
});
