/** Marks injected faults in the traces of the sagas that they hit. */
import { type Hit, onHit } from '@evenkeel/chaos/injector';
import { systemClock } from '../../services/shared/clock.ts';
import { FAULT_ID } from '../../services/shared/tracing/attributes.ts';
import { functionTracer, traced } from '../../services/shared/tracing/function-tracer.ts';

/** `traced`, for a function in which faults act. A hit is sent before the fault acts, because the fault may end the function. */
export const tracedUnderFaults: typeof traced = (handler) => {
  onHit(markHit);
  return traced(handler);
};

async function markHit({ faultId, fault, point, attempt, correlationId }: Hit): Promise<void> {
  const tracer = functionTracer();
  const now = systemClock.now();
  tracer.record({
    name: `fault ${faultId}`,
    kind: 'internal',
    correlationId,
    from: now,
    to: now,
    failure: `injected ${fault} at ${point}, attempt ${attempt}`,
    attributes: { [FAULT_ID]: faultId, 'evenkeel.fault.kind': fault, 'evenkeel.fault.point': point },
  });
  await tracer.flush();
}
