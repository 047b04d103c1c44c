/** What the three order rules have in common: when a saga is in flight, and who mends a part that does not fit its order. */
import type { Fields, Row } from '../../engine/index.ts';
import { type LifecycleOptions, type LifecycleRepair, NONE, stateOf } from '../lifecycle.ts';
import { minutes } from '../rule.ts';
import type { Owners, Service } from './owners.ts';

/** Longer than any copy or step takes to arrive. */
export const SETTLE_WINDOW = minutes(2);

export const inFlightOrders = (owners: Owners) =>
  ({
    inFlightStates: ['PENDING', 'COMMITTING', 'ROLLING_BACK'],
    settleWindow: SETTLE_WINDOW,
    stuckAfter: minutes(15),
    onStuck: owners.drive,
  }) as const;

/** What a service calls its states. */
export interface PartStates {
  readonly service: Service;
  readonly prepared: string;
  /** Undone or refused. */
  readonly closed: readonly string[];
  /** The part of a completed order, made anew from the order; absent where a person has to look. */
  readonly remade?: (order: Row) => Fields;
}

export function sagaRepair(part: PartStates, owners: Owners): LifecycleOptions<string, string>['repair'] {
  return ({ key, whole: order, part: held }) =>
    order === undefined ? unknownOrder(key, held, part, owners) : misfit(key, order, held, part, owners);
}

function unknownOrder(
  key: string,
  held: Row | undefined,
  { service, prepared, closed }: PartStates,
  owners: Owners,
): LifecycleRepair {
  const state = stateOf(held);
  if (state === prepared || closed.includes(state)) return { kind: 'callOwner', ...owners.closeUnknown };
  return {
    kind: 'report',
    reason: `${key}: ${service} is ${state} for an order that does not exist; that cannot be undone by a rollback`,
  };
}

function misfit(
  key: string,
  order: Row,
  held: Row | undefined,
  { service, prepared, remade }: PartStates,
  owners: Owners,
): LifecycleRepair {
  const orderState = stateOf(order);
  const state = stateOf(held);
  if (state === prepared) {
    return { kind: 'callOwner', ...owners.repeat(service, orderState === 'COMPLETED' ? 'commit' : 'rollback') };
  }
  if (orderState === 'COMPLETED' && held === undefined && remade !== undefined) {
    return { kind: 'recreate', fields: remade(order) };
  }
  return {
    kind: 'report',
    reason: `${key}: the order is ${orderState} and ${service} holds ${state === NONE ? 'nothing' : state} or other values; a person has to decide`,
  };
}
