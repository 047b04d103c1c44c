/** The composition with one of its guards removed. */
import type { Answers, Order } from '../../../services/checkout/order.ts';
import type { SagaService } from '../../../services/shared/step.ts';
import { LIFECYCLES, type Machines, production, SERVICES } from './machines.ts';

/** A rollback that overtakes its prepare answers but leaves no tombstone. */
export const withoutTombstone: Machines = {
  ...production,
  participant: (lifecycle, current, action) =>
    action === 'rollback' && current === undefined
      ? { kind: 'keep', state: lifecycle.undone, refused: false }
      : production.participant(lifecycle, current, action),
};

/** A refusal is answered but not stored. */
export const withoutStoredRefusal: Machines = {
  ...production,
  participant: (lifecycle, current, action) =>
    action === 'refuse' && current === undefined
      ? { kind: 'keep', state: lifecycle.refused ?? lifecycle.undone, refused: false }
      : production.participant(lifecycle, current, action),
};

/** A release is not conditional on the reservation's state. */
export const withoutReleaseCondition: Machines = {
  ...production,
  participant: (lifecycle, current, action) =>
    action === 'rollback'
      ? { kind: 'write', from: current, to: lifecycle.undone }
      : production.participant(lifecycle, current, action),
};

/** Filing an id again changes nothing, so it leaves no stream record. */
export const withoutFilingCount: Machines = { ...production, refilingLeavesRecord: false };

/** Rollback skips the decision; ROLLED_BACK is written once all have answered, refusals included. */
export const withoutDecision: Machines = {
  ...production,
  stepOf: (state) => (state === 'COMPLETED' || state === 'ROLLED_BACK' || state === 'UNKNOWN' ? undefined : 'rollback'),
  order: (order, event, now) => {
    if (event.kind === 'rollbackRequested') return { refusal: 'there is no decision' };
    const { service, state } = event;
    if (isEnded(order) || !isUndone(service, state)) return production.order(order, event, now);
    const answers: Answers = { ...order.answers, [service]: state };
    const all = SERVICES.every((each) => isUndone(each, answers[each]));
    return { order: { ...order, answers, state: all ? 'ROLLED_BACK' : order.state } };
  },
};

const isEnded = ({ state }: Order): boolean => state === 'COMPLETED' || state === 'ROLLED_BACK';

const isUndone = (service: SagaService, state: string | undefined): boolean =>
  state !== undefined && (state === LIFECYCLES[service].undone || state === LIFECYCLES[service].refused);
