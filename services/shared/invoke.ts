/** Adapts direct invocations to functions of a parsed payload. */
import type * as z from 'zod/mini';
import type { InvokeHandler } from './handlers.ts';
import type { Log } from './logger.ts';
import { parse } from './parse.ts';
import { functionTracer } from './tracing/function-tracer.ts';
import type { Tracer } from './tracing/tracer.ts';

export interface Invocation<Schema extends z.ZodMiniType<{ correlationId: string }>, Answer> {
  readonly schema: Schema;
  readonly handle: (request: z.output<Schema>) => Promise<Answer>;
  readonly log: Log;
  /** The function's own by default. */
  readonly tracer?: Tracer;
}

export function invokeHandler<Schema extends z.ZodMiniType<{ correlationId: string }>, Answer>({
  schema,
  handle,
  log,
  tracer = functionTracer(),
}: Invocation<Schema, Answer>): InvokeHandler<Answer> {
  return async (payload) => {
    const request = parse(schema, payload, 'Invocation payload');
    const { correlationId } = request;
    const name = 'action' in request ? `invoke ${String(request.action)}` : 'invoke';
    return tracer.span({ name, kind: 'server', correlationId }, async () => {
      try {
        return await handle(request);
      } catch (error) {
        log.error('Invocation failed', { correlationId, error });
        throw error;
      }
    });
  };
}
