import { ContentionError, NothingPreparedError } from '../shared/errors.ts';
import { transition } from '../shared/participant.ts';
import type { Step, StepAnswer, StepCommand } from '../shared/step.ts';
import type { Reservation, ReservationState, ReservationStore, WarehousePorts } from './ports.ts';
import { reservationLifecycle } from './reservation.ts';

const ATTEMPTS = 3;

/** Reserves, commits or releases the stock of one correlation id. */
export const warehouseStep: Step<WarehousePorts> = async (command, { store }) => {
  let current = command.step === 'prepare' ? undefined : await store.find(command.correlationId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const next = transition(reservationLifecycle, current?.state, command.step);
    if (next.kind === 'nothing') throw new NothingPreparedError('warehouse', command.correlationId);
    if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);
    const written = await write(command, current, next.to, store);
    if (written !== undefined) return written;
    current = await store.find(command.correlationId);
  }
  throw new ContentionError(`reservation ${command.correlationId}`, ATTEMPTS);
};

/** Undefined if the write's condition failed because another writer has changed the reservation. */
async function write(
  command: StepCommand,
  current: Reservation | undefined,
  to: ReservationState,
  store: ReservationStore,
): Promise<StepAnswer | undefined> {
  const { correlationId, now } = command;
  if (command.step === 'prepare') return reserve(command, store);
  if (current === undefined) {
    const tombstone: Reservation = { correlationId, state: to, lines: [] };
    return (await store.close(tombstone, now)) ? answer(to) : undefined;
  }
  const written = command.step === 'commit' ? await store.commit(current, now) : await store.release(current, now);
  return written ? answer(to) : undefined;
}

async function reserve(
  { correlationId, order, now }: Extract<StepCommand, { step: 'prepare' }>,
  store: ReservationStore,
): Promise<StepAnswer | undefined> {
  const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const reserved = await store.reserve({ correlationId, lines, now });
  if (reserved.outcome === 'RESERVED') return answer('RESERVED');
  if (reserved.outcome === 'EXISTS') return undefined;
  const refusal: Reservation = { correlationId, state: 'REJECTED', lines, reason: reserved.reason };
  return (await store.close(refusal, now)) ? answer('REJECTED', false, refusal.reason) : undefined;
}

const answer = (state: ReservationState, refused = false, reason?: string): StepAnswer => ({
  service: 'warehouse',
  state,
  ...(refused && { refused }),
  ...(reason !== undefined && { reason }),
});
