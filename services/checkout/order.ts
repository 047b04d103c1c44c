/**
 * The order decides how its saga ends. That decision is one change, from PENDING to COMMITTING or to ROLLING_BACK; every
 * other change only records the services' answers.
 */
import type { OrderSnapshot, SagaService } from '../shared/step.ts';

export type OrderState = 'PENDING' | 'COMMITTING' | 'ROLLING_BACK' | 'COMPLETED' | 'ROLLED_BACK';

/** Whether an order in this state will not change any more. */
export const isEnd = (state: OrderState): boolean => state === 'COMPLETED' || state === 'ROLLED_BACK';

/** @internal */
export type Answers = { readonly [service in SagaService]?: string };

interface TraceEntry {
  /** ISO UTC. */
  readonly at: string;
  readonly service: SagaService | 'checkout';
  readonly state: string;
}

export interface Order extends OrderSnapshot {
  readonly correlationId: string;
  /** Hash of the request that created the order; a different request with the same correlation id is a conflict. */
  readonly requestHash: string;
  readonly state: OrderState;
  readonly answers: Answers;
  readonly trace: readonly TraceEntry[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type OrderEvent =
  | { readonly kind: 'answered'; readonly service: SagaService; readonly state: string }
  | { readonly kind: 'rollbackRequested' };

/** The order after the event, or the reason why the event changes nothing. */
export type Applied = { readonly order: Order } | { readonly refusal: string };

const PREPARED: Required<Answers> = { payment: 'AUTHORISED', warehouse: 'RESERVED', shipping: 'PLANNED' };
const COMMITTED: Required<Answers> = { payment: 'CAPTURED', warehouse: 'COMMITTED', shipping: 'DISPATCHED' };
const UNDONE: Required<Answers> = { payment: 'VOIDED', warehouse: 'RELEASED', shipping: 'CANCELLED' };
const REFUSED: Answers = { payment: 'DECLINED', warehouse: 'REJECTED' };
const SERVICES = ['payment', 'warehouse', 'shipping'] as const;

/** Applies an event to an order. */
export function apply(order: Order, event: OrderEvent, now: Date): Applied {
  if (event.kind === 'rollbackRequested') return decideRollback(order, now);
  const { service, state } = event;
  if (!isAwaited(order, service, state)) {
    return { refusal: `${service} ${state} changes nothing while the order is ${order.state}` };
  }
  const answers = { ...order.answers, [service]: state };
  return { order: decideIfDue(traced({ ...order, answers }, service, state, now), now) };
}

/** Whether the order, in its current state, is still waiting for this answer. */
function isAwaited({ state: orderState, answers }: Order, service: SagaService, state: string): boolean {
  if (answers[service] === state) return false;
  const refused = REFUSED[service] === state;
  switch (orderState) {
    case 'PENDING':
      return answers[service] === undefined && (refused || PREPARED[service] === state);
    case 'COMMITTING':
      return COMMITTED[service] === state;
    case 'ROLLING_BACK':
      return refused || UNDONE[service] === state;
    case 'COMPLETED':
    case 'ROLLED_BACK':
      return false;
  }
}

function decideRollback(order: Order, now: Date): Applied {
  if (order.state !== 'PENDING') return { refusal: `the order is ${order.state}: its end is already decided` };
  return { order: decideIfDue(moved(order, 'ROLLING_BACK', now), now) };
}

/** Moves the order to its decision or its end once all services have given the answers for it. */
function decideIfDue(order: Order, now: Date): Order {
  const all = (accepts: (service: SagaService) => boolean) => SERVICES.every(accepts);
  const { state, answers } = order;
  if (state === 'PENDING' && all((service) => answers[service] === PREPARED[service])) {
    return moved(order, 'COMMITTING', now);
  }
  if (state === 'COMMITTING' && all((service) => answers[service] === COMMITTED[service])) {
    return moved(order, 'COMPLETED', now);
  }
  if (state === 'ROLLING_BACK' && all((service) => isUndone(service, answers[service]))) {
    return moved(order, 'ROLLED_BACK', now);
  }
  return order;
}

const isUndone = (service: SagaService, answer: string | undefined): boolean =>
  answer !== undefined && (answer === UNDONE[service] || answer === REFUSED[service]);

const moved = (order: Order, state: OrderState, now: Date): Order =>
  traced({ ...order, state }, 'checkout', state, now);

const traced = (order: Order, service: TraceEntry['service'], state: string, now: Date): Order => {
  const at = now.toISOString();
  return { ...order, trace: [...order.trace, { at, service, state }], updatedAt: at };
};

export interface NewOrder extends OrderSnapshot {
  readonly correlationId: string;
  readonly requestHash: string;
}

/** The first version of an order. */
export function openOrder(request: NewOrder, state: 'PENDING' | 'ROLLING_BACK', now: Date): Order {
  const at = now.toISOString();
  const trace = [{ at, service: 'checkout', state }] as const;
  return { ...request, state, answers: {}, trace, version: 1, createdAt: at, updatedAt: at };
}

const ANSWERING: ReadonlyMap<string, SagaService> = new Map(
  [PREPARED, COMMITTED, UNDONE, REFUSED].flatMap((states) =>
    SERVICES.flatMap((service) => (states[service] === undefined ? [] : [[states[service], service] as const])),
  ),
);

/** The service that answers with this state; undefined for a state outside the saga, such as REFUNDED. */
export const answeringService = (state: string): SagaService | undefined => ANSWERING.get(state);
