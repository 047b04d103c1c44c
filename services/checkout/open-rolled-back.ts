import { logSaga } from '../shared/log-saga.ts';
import { recordSaga } from '../shared/tracing/record-saga.ts';
import { type AdvancedState, advance, type OrderPorts } from './advance.ts';
import { openOrder } from './order.ts';

/**
 * Decides the saga of a correlation id that other services have rows for but checkout has no order for: creates an
 * order that is rolled back from the start. Its empty request hash matches no request, so a later checkout with that id
 * is a conflict.
 */
export async function openRolledBack(correlationId: string, ports: OrderPorts): Promise<AdvancedState> {
  const empty = { customerId: '', lines: [], totalCents: 0, method: 'invoice', requestHash: '' } as const;
  const from = ports.clock.now();
  const order = openOrder({ correlationId, ...empty }, 'ROLLING_BACK', from);
  const { existing } = await ports.store.open(order);
  if (existing !== undefined) return advance(correlationId, [{ kind: 'rollbackRequested' }], ports);
  logSaga(ports.log, 'checkout', correlationId, order.state);
  recordSaga(correlationId, from, ports.clock);
  return order.state;
}
