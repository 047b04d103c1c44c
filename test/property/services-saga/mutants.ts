/** The composition with one of its guards taken away. */
import type { Answers, Order } from '../../../services/checkout/order.ts';
import type { SagaService } from '../../../services/shared/step.ts';
import { LIFECYCLES, type Machines, production, SERVICES } from './machines.ts';

/** A rollback that overtakes its prepare answers and leaves nothing. */
export const withoutTombstone: Machines = {
  ...production,
  participant: (lifecycle, current, demand) =>
    demand === 'rollback' && current === undefined
      ? { kind: 'keep', state: lifecycle.undone, refused: false }
      : production.participant(lifecycle, current, demand),
};

/** A refusal is answered and not stored. */
export const withoutStoredRefusal: Machines = {
  ...production,
  participant: (lifecycle, current, demand) =>
    demand === 'refuse' && current === undefined
      ? { kind: 'keep', state: lifecycle.refused ?? lifecycle.undone, refused: false }
      : production.participant(lifecycle, current, demand),
};

/** A release changes whatever it finds. */
export const withoutReleaseCondition: Machines = {
  ...production,
  participant: (lifecycle, current, demand) =>
    demand === 'rollback'
      ? { kind: 'write', from: current, to: lifecycle.undone }
      : production.participant(lifecycle, current, demand),
};

/** Filing again what is filed changes nothing, so it leaves no stream record. */
export const withoutFilingCount: Machines = { ...production, refilingLeavesRecord: false };

/** A rollback asks nobody; ROLLED_BACK is written when all have answered, refusals included. */
export const withoutDecision: Machines = {
  ...production,
  demandOf: (state) =>
    state === 'COMPLETED' || state === 'ROLLED_BACK' || state === 'UNKNOWN' ? undefined : 'rollback',
  order: (order, event, now) => {
    if (event.kind === 'rollbackAsked') return { refusal: 'nobody is asked' };
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
