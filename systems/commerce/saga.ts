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

/** A rollback is a direct call of the transaction manager. */
const participant: Readonly<Record<string, StepDefinition>> = {
  prepare: { role: 'prepare' },
  commit: { role: 'commit' },
  rollback: { role: 'rollback', delivered: false },
};

export const steps: Steps = {
  payment: participant,
  warehouse: participant,
  shipping: participant,
  transactions: { drive: { role: 'drive' }, alarm: { role: 'other', servesOperations: false } },
};
