import type * as z from 'zod';
import type { Account, Caller, Permission } from './access.ts';
import { AccessDeniedError, AwsError, parseInput, parseJson } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './types.ts';

/** One operation of an AWS JSON 1.0 or 1.1 API; `Context` is the service's state. */
export interface Operation<Context> {
  readonly name: string;
  readonly answer: (request: JsonRequest, context: Context, account: Account) => Promise<unknown>;
}

interface JsonRequest {
  readonly body: unknown;
  readonly caller: Caller;
}

/**
 * Defines an operation, usually one per file: `defineOperation({ name: 'DeleteQueue', input: z.object({...}),
 * permissions: ..., run: (input, queues: Queues) => ... })`. `permissions` returns what the caller needs of IAM; an empty
 * list only for what IAM never denies. `run` returns the JSON reply; undefined means an empty reply.
 */
export function defineOperation<Schema extends z.ZodType, Context>(operation: {
  readonly name: string;
  readonly input: Schema;
  readonly permissions: (input: z.output<Schema>, account: Account, context: Context) => readonly Permission[];
  readonly run: (input: z.output<Schema>, context: Context) => unknown;
}): Operation<Context> {
  return {
    name: operation.name,
    answer: async ({ body, caller }, context, account) => {
      const input = parseInput(operation.input, body);
      caller.demand(operation.permissions(input, account, context));
      return await operation.run(input, context);
    },
  };
}

/**
 * Handles `POST /` with the operation that the header `x-amz-target: <service>.<operation>` names.
 *
 * @param isQueryCompatible for a service that used the query protocol before: its clients expect that protocol's errors
 */
export function answerJson<Context>(
  operations: readonly Operation<Context>[],
  context: Context,
  account: Account,
  { isQueryCompatible = false }: { readonly isQueryCompatible?: boolean } = {},
): (request: AwsRequest) => Promise<AwsResponse> {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return async ({ headers, body, caller }) => {
    const target = headers['x-amz-target'];
    const operation = byName.get(target?.split('.').at(-1) ?? '');
    if (!operation) {
      const message = `${target ?? 'A request without x-amz-target'} is not supported.`;
      throw new AwsError('UnknownOperationException', message);
    }
    const request = { body: parseJson(body), caller };
    const reply = await operation.answer(request, context, account).catch((error: unknown) => {
      throw error instanceof AccessDeniedError ? denial(error, isQueryCompatible) : error;
    });
    const contentType = headers['content-type'] ?? 'application/x-amz-json-1.0';
    return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(reply ?? {}) };
  };
}

function denial({ message }: AccessDeniedError, isQueryCompatible: boolean): AwsError {
  const code = 'com.amazon.coral.service#AccessDeniedException';
  if (!isQueryCompatible) return new AwsError(code, message);
  return new AwsError(code, message, { status: 403, headers: { 'x-amzn-query-error': 'AccessDenied;Sender' } });
}
