/** The order's saga: who takes part in it, how it may end, and the steps at which faults can act. */
import { NO_RECORD, type SagaDefinition, type StepDefinition, type Steps } from '@evenkeel/chaos';
import { unfinishedOrders } from './unfinished.ts';

export const saga: SagaDefinition = {
  participants: {
    order: { view: 'checkout.orders' },
    payment: { view: 'payment.payments' },
    reservation: { view: 'warehouse.reservations' },
    shipment: { view: 'shipping.shipments' },
  },
  owner: 'order',
  times: { accepted: 'createdAt', changed: 'updatedAt' },
  ends: {
    completed: {
      order: ['COMPLETED'],
      payment: ['CAPTURED'],
      reservation: ['COMMITTED'],
      shipment: ['DISPATCHED'],
    },
    'rolled-back': {
      order: ['ROLLED_BACK'],
      payment: [NO_RECORD, 'VOIDED', 'DECLINED'],
      reservation: [NO_RECORD, 'RELEASED', 'REJECTED'],
      shipment: [NO_RECORD, 'CANCELLED'],
    },
  },
  rollback: 'rolled-back',
  unfinished: unfinishedOrders,
  accepted: [202],
};

/**
 * The dispatcher sends new and decided orders to the services' queues. It counts no failures: its mapping gives up on a
 * record after ten retries, which take minutes.
 */
const dispatched = { failureLimit: 11 };

/**
 * A failed message comes again after 1 s, and after another failure 2 s later; after a crash, when the visibility timeout
 * of its queue has passed.
 */
const redeliverySeconds = { failed: 3, crashed: 24 };

/** A rollback is a direct call of the transaction manager. A consumer files a saga at the third failure of its step. */
const participant: Readonly<Record<string, StepDefinition>> = {
  prepare: { role: 'prepare', delivered: 'queue', redeliverySeconds, failureLimit: 3 },
  commit: { role: 'commit', delivered: 'queue', redeliverySeconds },
  rollback: { role: 'rollback', delivered: false },
};

export const steps: Steps = {
  checkout: {
    'dispatch-order': { role: 'prepare', ...dispatched },
    'dispatch-decision': { role: 'commit', ...dispatched },
  },
  payment: participant,
  warehouse: participant,
  shipping: participant,
  transactions: { drive: { role: 'drive' }, alarm: { role: 'other', servesOperations: false } },
};
