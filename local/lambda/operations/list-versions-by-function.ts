import * as z from 'zod';
import { defineRestOperation, jsonReply, page, parseInput } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeVersion } from './configuration.ts';

/** The page size of AWS. */
const maxItems = z.coerce.number().int().min(1).max(10_000).default(50);

export const listVersionsByFunction = defineRestOperation<Lambda>({
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}/versions',
  permissions: ({ FunctionName = '' }, _request, account) => [
    onFunction('ListVersionsByFunction', FunctionName, null, account),
  ],
  run({ FunctionName = '' }, { url }, { registry }) {
    const fn = registry.find(FunctionName);
    const limit = parseInput(maxItems, url.searchParams.get('MaxItems') ?? undefined);
    const { items, nextToken } = page([...fn.versions.values()], limit, url.searchParams.get('Marker') ?? undefined);
    return jsonReply(200, {
      Versions: items.map((version) => ({
        ...describeVersion({ fn, version, qualifier: version.version }),
        FunctionArn: `${fn.arn}:${version.version}`,
      })),
      NextMarker: nextToken,
    });
  },
});
