import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeVersion } from './configuration.ts';

export const getFunction = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('GetFunction', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run({ FunctionName = '' }, { url }, { registry, downloads }) {
    const target = registry.named(FunctionName, url.searchParams.get('Qualifier') ?? undefined);
    const reserved = target.fn.reservedConcurrency;
    return jsonReply(200, {
      Configuration: describeVersion(target),
      Code: { RepositoryType: 'S3', Location: downloads.offer(target.version.directory) },
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    });
  },
});
