/** Faults inside functions: what the injector bundles. They reach no store and no network of their own. */
import { alarmActionFails } from '../delivery/alarm-action-fails.ts';
import { delayedDelivery } from '../delivery/delayed-delivery.ts';
import { duplicateDelivery } from '../delivery/duplicate-delivery.ts';
import { lostEvent } from '../delivery/lost-event.ts';
import { poisonRecord } from '../delivery/poison-record.ts';
import { transactionsDown } from '../delivery/transactions-down.ts';
import type { StepFault } from '../fault.ts';
import { exception } from './exception.ts';
import { latency } from './latency.ts';
import { outOfStock } from './out-of-stock.ts';
import { overLimit } from './over-limit.ts';
import { throttle } from './throttle.ts';
import { timeOut } from './time-out.ts';

export type { Hit, HookName, Hooks, StepFault } from '../fault.ts';

/**
 * In their order of application: what becomes of the delivery, what the ports answer, how long it takes, and last
 * whether it throws.
 */
export const stepFaults: readonly StepFault[] = [
  lostEvent,
  poisonRecord,
  delayedDelivery,
  duplicateDelivery,
  outOfStock,
  overLimit,
  throttle,
  latency,
  timeOut,
  exception,
  transactionsDown,
  alarmActionFails,
];
