import { join } from 'node:path';
import * as z from 'zod';
import { AwsError, defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { requireRevision } from '../aliases.ts';
import { unpack } from '../code-package.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeVersion } from './configuration.ts';

const input = z.object({
  ZipFile: z.base64().optional(),
  Publish: z.boolean().default(false),
  DryRun: z.boolean().default(false),
  RevisionId: z.string().optional(),
});

export const updateFunctionCode = defineRestOperation<Lambda>({
  method: 'PUT',
  path: '/2015-03-31/functions/{FunctionName}/code',
  permissions: ({ FunctionName = '' }, _request, account) => [
    onFunction('UpdateFunctionCode', FunctionName, null, account),
  ],
  async run({ FunctionName = '' }, { body }, { registry, site }) {
    const { ZipFile, Publish, DryRun, RevisionId } = parseInput(input, parseJson(body));
    const fn = registry.find(FunctionName);
    requireRevision(registry.latest(FunctionName), RevisionId);
    if (ZipFile === undefined) {
      throw new AwsError('InvalidParameterValueException', 'Code can only be uploaded as ZipFile here.');
    }
    const directory = await unpack(Buffer.from(ZipFile, 'base64'), join(site.directory, 'uploaded-code', fn.name));
    const current = registry.latest(FunctionName);
    if (DryRun) {
      const version = { ...current, directory };
      return jsonReply(200, describeVersion({ fn, version, qualifier: '$LATEST' }));
    }
    requireRevision(current, RevisionId);
    const latest = registry.change(FunctionName, { directory });
    const version = Publish ? registry.publish(FunctionName, latest.description).version : latest;
    return jsonReply(200, describeVersion({ fn, version, qualifier: version.version }));
  },
});
