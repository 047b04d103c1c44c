import { isDeepStrictEqual } from 'node:util';
import type { SagaState } from '../schemas/index.ts';

/**
 * Holds equal values once. Most sagas of a snapshot say of payment, stock and shipment what many others say, and most
 * have not moved since the snapshot before.
 *
 * @returns a saga that equals the one given
 */
export function holdOnce(): (saga: SagaState) => SagaState {
  const parts = new Map<string, unknown>();
  const sagas = new Map<string, SagaState>();
  const part = <Value>(value: Value): Value => {
    const text = JSON.stringify(value);
    const held = parts.get(text) as Value | undefined;
    if (held === undefined) parts.set(text, value);
    return held ?? value;
  };
  return ({ correlationId, order, payment, reservation, shipment }) => {
    const parted = { payment: part(payment), reservation: part(reservation), shipment: part(shipment) };
    const held = sagas.get(correlationId);
    const saga = { correlationId, order, ...parted };
    if (held !== undefined && isDeepStrictEqual(held, saga)) return held;
    sagas.set(correlationId, saga);
    return saga;
  };
}
