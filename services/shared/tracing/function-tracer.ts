/** The tracer of a function, as its environment configures it. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { systemClock } from '../clock.ts';
import { parseEnvironment } from '../environment.ts';
import { createLog } from '../logger.ts';
import { silent, type Tracer } from './tracer.ts';

const Environment = z.object({
  TRACING: z._default(z.enum(['off', 'otlp']), 'off'),
});

interface FunctionTracer extends Tracer {
  /** Loads OpenTelemetry. Until then, the tracer leaves no spans. */
  load(): Promise<void>;
}

/** Undefined until it is first asked for. */
let shared: FunctionTracer | 'off' | undefined;

/** The tracer that everything in a function shares. It leaves no spans if TRACING is `off` or not set. */
export function functionTracer(): Tracer {
  return sharedTracer() ?? silent;
}

function sharedTracer(): FunctionTracer | undefined {
  shared ??= parseEnvironment(Environment).TRACING === 'otlp' ? lateTracer(openTracer) : 'off';
  return shared === 'off' ? undefined : shared;
}

/**
 * Sends the spans of each invocation before it ends, because Lambda freezes the function then. If the function does not
 * trace, this returns the handler itself, and OpenTelemetry is never loaded.
 */
export function traced<Arguments extends readonly unknown[], Result>(
  handler: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  const tracer = sharedTracer();
  if (tracer === undefined) return handler;
  return async (...args) => {
    await tracer.load();
    try {
      return await handler(...args);
    } finally {
      await tracer.flush();
    }
  };
}

function lateTracer(open: () => Promise<Tracer>): FunctionTracer {
  let tracer = silent;
  let loading: Promise<void> | undefined;
  return {
    load: () => {
      loading ??= open().then((opened) => {
        tracer = opened;
      });
      return loading;
    },
    span: (start, work) => tracer.span(start, work),
    record: (ended) => {
      tracer.record(ended);
    },
    reached: (state) => {
      tracer.reached(state);
    },
    flush: () => tracer.flush(),
  };
}

async function openTracer(): Promise<Tracer> {
  const [{ openTelemetryTracer }, { spanSender }, { collectorOf, postTo }] = await Promise.all([
    import('./opentelemetry.ts'),
    import('./sender.ts'),
    import('./collector.ts'),
  ]);
  const { SERVICE = 'unknown', STAGE = 'unknown', AWS_LAMBDA_FUNCTION_NAME = 'unknown' } = process.env;
  const { add, flush } = spanSender({
    post: postTo(collectorOf(process.env), process.env),
    log: createLog(SERVICE),
    monotonicMs: () => performance.now(),
  });
  return openTelemetryTracer({
    clock: systemClock,
    newSpanId: () => randomBytes(8).toString('hex'),
    ended: add,
    flush,
    resource: {
      'service.name': SERVICE,
      'deployment.environment.name': STAGE,
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'faas.name': AWS_LAMBDA_FUNCTION_NAME,
    },
  });
}
