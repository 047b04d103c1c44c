import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { describeVersion } from './configuration.ts';

export const getFunction = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}',
  run({ FunctionName = '' }, { url }, { registry }) {
    const { fn, version } = registry.resolve(FunctionName, url.searchParams.get('Qualifier') ?? undefined);
    const reserved = fn.reservedConcurrency;
    return jsonReply(200, {
      Configuration: describeVersion(fn, version),
      Code: { RepositoryType: 'local', Location: version.directory },
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    });
  },
});
