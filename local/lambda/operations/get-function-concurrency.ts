import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

export const getFunctionConcurrency = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2019-09-30/functions/{FunctionName}/concurrency',
  run: ({ FunctionName = '' }, _request, { registry }) =>
    jsonReply(200, { ReservedConcurrentExecutions: registry.find(FunctionName).reservedConcurrency }),
});
