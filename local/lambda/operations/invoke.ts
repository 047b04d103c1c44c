import * as z from 'zod';
import { AwsError, defineRestOperation, parseInput } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';

const invocationType = z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse');

export const invoke = defineRestOperation<Lambda>({
  method: 'POST',
  path: '/2015-03-31/functions/{FunctionName}/invocations',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('InvokeFunction', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  async run({ FunctionName = '' }, { headers, url, body }, lambda) {
    const type = parseInput(invocationType, headers['x-amz-invocation-type']);
    const qualifier = url.searchParams.get('Qualifier') ?? undefined;
    if (type === 'DryRun') {
      lambda.registry.resolve(FunctionName, qualifier);
      return { status: 204 };
    }
    const payload = body.toString('utf8');
    const result = await lambda.invoke({ functionRef: FunctionName, qualifier, type, payload });
    if (result.status === 429) {
      const members = { Reason: result.throttleReason, Type: 'User' };
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429, members });
    }
    const replyHeaders: Record<string, string> = { 'content-type': 'application/json' };
    if (result.version !== undefined) replyHeaders['x-amz-executed-version'] = result.version;
    if (result.functionError !== undefined) replyHeaders['x-amz-function-error'] = result.functionError;
    return { status: result.status, headers: replyHeaders, body: result.payload };
  },
});
