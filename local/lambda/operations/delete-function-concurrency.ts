import { defineRestOperation } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

export const deleteFunctionConcurrency = defineRestOperation<Lambda>({
  method: 'DELETE',
  path: '/2017-10-31/functions/{FunctionName}/concurrency',
  run({ FunctionName = '' }, _request, { registry }) {
    registry.reserve(FunctionName, undefined);
    return { status: 204 };
  },
});
