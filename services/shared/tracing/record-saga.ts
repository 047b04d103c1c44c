import type { Clock } from '../clock.ts';
import { functionTracer } from './function-tracer.ts';

/**
 * Records the span of the saga itself, below which all others are. Only the write that creates the order calls this, which
 * happens once, so the span's id, which follows from the correlation id, is used once.
 *
 * @param from when the request began
 */
export function recordSaga(correlationId: string, from: Date, clock: Clock): void {
  functionTracer().record({ name: 'saga', kind: 'internal', correlationId, from, to: clock.now(), isSaga: true });
}
