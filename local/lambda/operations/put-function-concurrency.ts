import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';

const input = z.object({ ReservedConcurrentExecutions: z.number().int().min(0) });

export const putFunctionConcurrency = defineRestOperation<Lambda>({
  method: 'PUT',
  path: '/2017-10-31/functions/{FunctionName}/concurrency',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('PutFunctionConcurrency', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run({ FunctionName = '' }, { body }, { registry }) {
    const { ReservedConcurrentExecutions } = parseInput(input, parseJson(body));
    registry.reserve(FunctionName, ReservedConcurrentExecutions);
    return jsonReply(200, { ReservedConcurrentExecutions });
  },
});
