/** What the three order rules share: when a saga is in flight, and who repairs a part that does not match its order. */
import type { Fields, Row } from '@evenkeel/reconciler';
import { type LifecycleOptions, type LifecycleRepair, NONE, stateOf } from '@evenkeel/reconciler';
import { minutes } from '@evenkeel/reconciler';
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

/** A service's names for its states. */
export interface PartStates {
  readonly service: Service;
  readonly prepared: string;
  /** States of a part that was undone or refused. */
  readonly closed: readonly string[];
  /** Builds the part of a completed order from the order; without it, a person has to decide. */
  readonly rebuilt?: (order: Row) => Fields;
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
    reason: `${key}: ${service} is ${state} for an order that does not exist; a rollback cannot undo that`,
  };
}

function misfit(
  key: string,
  order: Row,
  held: Row | undefined,
  { service, prepared, rebuilt }: PartStates,
  owners: Owners,
): LifecycleRepair {
  const orderState = stateOf(order);
  const state = stateOf(held);
  if (state === prepared) {
    return { kind: 'callOwner', ...owners.repeat(service, orderState === 'COMPLETED' ? 'commit' : 'rollback') };
  }
  if (orderState === 'COMPLETED' && held === undefined && rebuilt !== undefined) {
    return { kind: 'recreate', fields: rebuilt(order) };
  }
  return {
    kind: 'report',
    reason: `${key}: the order is ${orderState}, and ${service} has ${state === NONE ? 'nothing' : `${state} or other values`}; a person has to decide`,
  };
}
