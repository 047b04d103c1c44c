import type { Log } from './logger.ts';
import { functionTracer } from './tracing/function-tracer.ts';

/** Logs that `service`, which is also the logger's name, has durably reached `state`, and notes it in the saga's trace. */
export function logSaga(log: Log, service: string, correlationId: string, state: string): void {
  log.info(`${service} ${state}`, { event: 'saga', correlationId, state });
  functionTracer().reached(state);
}
