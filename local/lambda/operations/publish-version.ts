import * as z from 'zod';
import { AwsError, defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { requireRevision } from '../aliases.ts';
import { identityOf } from '../code-package.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { describeVersion } from './configuration.ts';

const input = z.object({
  CodeSha256: z.string().optional(),
  Description: z.string().max(256).optional(),
  RevisionId: z.string().optional(),
});

export const publishVersion = defineRestOperation<Lambda>({
  method: 'POST',
  path: '/2015-03-31/functions/{FunctionName}/versions',
  permissions: ({ FunctionName = '' }, _request, account) => [
    onFunction('PublishVersion', FunctionName, null, account),
  ],
  run({ FunctionName = '' }, { body }, { registry }) {
    const { CodeSha256, Description, RevisionId } = parseInput(input, parseJson(body));
    const fn = registry.find(FunctionName);
    const latest = registry.latest(FunctionName);
    requireRevision(latest, RevisionId);
    const { sha256 } = identityOf(latest.directory);
    if (CodeSha256 !== undefined && CodeSha256 !== sha256) {
      const message = `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`;
      throw new AwsError('InvalidParameterValueException', message);
    }
    const { version } = registry.publish(FunctionName, Description ?? latest.description);
    return jsonReply(201, describeVersion({ fn, version, qualifier: version.version }));
  },
});
