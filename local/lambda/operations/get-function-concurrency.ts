import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';

export const getFunctionConcurrency = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2019-09-30/functions/{FunctionName}/concurrency',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('GetFunctionConcurrency', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run: ({ FunctionName = '' }, _request, { registry }) =>
    jsonReply(200, { ReservedConcurrentExecutions: registry.find(FunctionName).reservedConcurrency }),
});
