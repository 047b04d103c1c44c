/**
 * Every fault that acts inside a function; the injector bundles these. They use no store and no network of their own.
 * Faults in the stores are kinds of `store-drift`, in chaos/drift. See README.md.
 */
import { delayedDelivery } from './delivery/delayed-delivery.ts';
import { duplicateDelivery } from './delivery/duplicate-delivery.ts';
import { lostEvent } from './delivery/lost-event.ts';
import { poisonRecord } from './delivery/poison-record.ts';
import type { StepFault } from './fault.ts';
import { release } from './release.ts';
import { exception } from './step/exception.ts';
import { latency } from './step/latency.ts';
import { portAnswer } from './step/port-answer.ts';
import { throttle } from './step/throttle.ts';
import { timeOut } from './step/time-out.ts';

export type { Hit, HookName, Hooks, ReleasePlan, StepFault } from './fault.ts';

/**
 * In the order in which they are applied: what happens to the delivery, what the ports answer, how long the step takes,
 * and last whether it throws.
 */
export const stepFaults: readonly StepFault[] = [
  lostEvent,
  poisonRecord,
  delayedDelivery,
  duplicateDelivery,
  portAnswer,
  throttle,
  latency,
  timeOut,
  exception,
  release,
];
