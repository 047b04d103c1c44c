/** Adapts direct invocations to functions of a parsed payload. */
import type * as z from 'zod/mini';
import type { InvokeHandler } from './handlers.ts';
import type { Log } from './logger.ts';
import { parse } from './parse.ts';

export interface Invocation<Schema extends z.ZodMiniType<{ correlationId: string }>, Answer> {
  readonly schema: Schema;
  readonly handle: (request: z.output<Schema>) => Promise<Answer>;
  readonly log: Log;
}

export function invokeHandler<Schema extends z.ZodMiniType<{ correlationId: string }>, Answer>({
  schema,
  handle,
  log,
}: Invocation<Schema, Answer>): InvokeHandler<Answer> {
  return async (payload) => {
    const request = parse(schema, payload, 'Invocation payload');
    try {
      return await handle(request);
    } catch (error) {
      log.error('Invocation failed', { correlationId: request.correlationId, error });
      throw error;
    }
  };
}
