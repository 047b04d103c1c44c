import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeVersion } from './configuration.ts';

export const getFunctionConfiguration = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}/configuration',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('GetFunctionConfiguration', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run: ({ FunctionName = '' }, { url }, { registry }) =>
    jsonReply(200, describeVersion(registry.named(FunctionName, url.searchParams.get('Qualifier') ?? undefined))),
});
