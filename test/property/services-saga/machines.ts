/** The production state machines that the model is composed of. A mutant replaces one of them. */
import { apply } from '../../../services/checkout/order.ts';
import { paymentLifecycle } from '../../../services/payment/payment.ts';
import { type Action, type Lifecycle, type Transition, transition } from '../../../services/shared/participant.ts';
import { shipmentLifecycle } from '../../../services/shipping/shipment.ts';
import { stepOf } from '../../../services/transactions/drive.ts';
import { reservationLifecycle } from '../../../services/warehouse/reservation.ts';

export const SERVICES = ['payment', 'warehouse', 'shipping'] as const;

export const LIFECYCLES: Readonly<Record<(typeof SERVICES)[number], Lifecycle<string>>> = {
  payment: paymentLifecycle,
  warehouse: reservationLifecycle,
  shipping: shipmentLifecycle,
};

export interface Machines {
  readonly participant: (
    lifecycle: Lifecycle<string>,
    current: string | undefined,
    action: Action,
  ) => Transition<string>;
  readonly order: typeof apply;
  readonly stepOf: typeof stepOf;
  /** Whether filing an id that is already in the error table leaves another stream record. */
  readonly refilingLeavesRecord: boolean;
}

export const production: Machines = { participant: transition, order: apply, stepOf, refilingLeavesRecord: true };
