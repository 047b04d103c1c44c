import type * as z from 'zod';
import { AwsError, parseInput, parseJson } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './types.ts';

/** One operation of an AWS JSON 1.0 or 1.1 API; `Context` is the service's state. */
export interface Operation<Context> {
  readonly name: string;
  readonly answer: (body: unknown, context: Context) => Promise<unknown>;
}

/**
 * Defines an operation, usually one per file: `defineOperation({ name: 'DeleteQueue', input: z.object({...}), run:
 * (input, queues: Queues) => ... })`. `run` returns the JSON reply; undefined means an empty reply.
 */
export function defineOperation<Schema extends z.ZodType, Context>(operation: {
  readonly name: string;
  readonly input: Schema;
  readonly run: (input: z.output<Schema>, context: Context) => unknown;
}): Operation<Context> {
  return {
    name: operation.name,
    answer: async (body, context) => await operation.run(parseInput(operation.input, body), context),
  };
}

/** Handles `POST /` with the operation that the header `x-amz-target: <service>.<operation>` names. */
export function answerJson<Context>(
  operations: readonly Operation<Context>[],
  context: Context,
): (request: AwsRequest) => Promise<AwsResponse> {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  return async ({ headers, body }) => {
    const target = headers['x-amz-target'];
    const operation = byName.get(target?.split('.').at(-1) ?? '');
    if (!operation) {
      const message = `${target ?? 'A request without x-amz-target'} is not supported.`;
      throw new AwsError('UnknownOperationException', message);
    }
    const reply = (await operation.answer(parseJson(body), context)) ?? {};
    const contentType = headers['content-type'] ?? 'application/x-amz-json-1.0';
    return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(reply) };
  };
}
