import { describe, expect, it } from '@jest/globals';
import type { StepCommand } from '../../../../services/shared/step.ts';
import type { Reservation, ReservationState, ReservationStore } from '../../../../services/warehouse/ports.ts';
import { warehouseStep } from '../../../../services/warehouse/step.ts';

const now = new Date('2026-03-01T10:00:00.000Z');

/** One SKU with `onHand` pieces. */
function warehouse(onHand: number) {
  const stock = { onHand, reserved: 0, shipped: 0 };
  const held = new Map<string, Reservation>();
  const leave = (reservation: Reservation, state: ReservationState, counter: 'onHand' | 'shipped') => {
    if (held.get(reservation.correlationId)?.state !== 'RESERVED') return Promise.resolve(false);
    for (const { quantity } of reservation.lines) {
      stock.reserved -= quantity;
      stock[counter] += quantity;
    }
    held.set(reservation.correlationId, { ...reservation, state });
    return Promise.resolve(true);
  };
  const store: ReservationStore = {
    find: (id) => Promise.resolve(held.get(id)),
    reserve: ({ correlationId, lines }) => {
      if (held.has(correlationId)) return Promise.resolve({ outcome: 'EXISTS' });
      const wanted = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      if (wanted > stock.onHand) return Promise.resolve({ outcome: 'OUT_OF_STOCK', reason: 'out of stock: A' });
      stock.onHand -= wanted;
      stock.reserved += wanted;
      held.set(correlationId, { correlationId, state: 'RESERVED', lines });
      return Promise.resolve({ outcome: 'RESERVED' });
    },
    close: (reservation) => {
      if (held.has(reservation.correlationId)) return Promise.resolve(false);
      held.set(reservation.correlationId, reservation);
      return Promise.resolve(true);
    },
    commit: (reservation) => leave(reservation, 'COMMITTED', 'shipped'),
    release: (reservation) => leave(reservation, 'RELEASED', 'onHand'),
  };
  return { ports: { store }, stock };
}

const prepare = (quantity: number): StepCommand => ({
  step: 'prepare',
  correlationId: 'id',
  now,
  order: { customerId: 'c', lines: [{ sku: 'A', quantity, unitPriceCents: 1 }], totalCents: quantity, method: 'card' },
});

const commit: StepCommand = { step: 'commit', correlationId: 'id', now };
const rollback: StepCommand = { step: 'rollback', correlationId: 'id', now };

describe('warehouse', () => {
  it('reserves once and ships once, however often the steps are repeated', async () => {
    const { ports, stock } = warehouse(5);
    for (const command of [prepare(2), prepare(2), commit, commit]) await warehouseStep(command, ports);
    expect(stock).toEqual({ onHand: 3, reserved: 0, shipped: 2 });
  });

  it('releases a reservation once', async () => {
    const { ports, stock } = warehouse(5);
    for (const command of [prepare(2), rollback, rollback]) await warehouseStep(command, ports);
    expect(stock).toEqual({ onHand: 5, reserved: 0, shipped: 0 });
  });

  it('stores an out-of-stock refusal, and repeats it even when there is stock again', async () => {
    const { ports } = warehouse(1);
    const refusal = { service: 'warehouse', state: 'REJECTED', reason: 'out of stock: A' };
    expect(await warehouseStep(prepare(2), ports)).toEqual(refusal);
    expect(await warehouseStep(prepare(1), ports)).toEqual(refusal);
    expect(await warehouseStep(rollback, ports)).toEqual(refusal);
  });

  it('leaves a tombstone when rollback overtakes prepare', async () => {
    const { ports, stock } = warehouse(5);
    expect(await warehouseStep(rollback, ports)).toEqual({ service: 'warehouse', state: 'RELEASED' });
    expect(await warehouseStep(prepare(2), ports)).toEqual({ service: 'warehouse', state: 'RELEASED' });
    expect(stock.onHand).toBe(5);
  });

  it('refuses to release shipped stock', async () => {
    const { ports, stock } = warehouse(5);
    for (const command of [prepare(2), commit]) await warehouseStep(command, ports);
    expect(await warehouseStep(rollback, ports)).toEqual({ service: 'warehouse', state: 'COMMITTED', refused: true });
    expect(stock).toEqual({ onHand: 3, reserved: 0, shipped: 2 });
  });

  it('does not commit stock that was never reserved', async () => {
    await expect(warehouseStep(commit, warehouse(1).ports)).rejects.toThrow('nothing prepared to commit for id');
  });
});
