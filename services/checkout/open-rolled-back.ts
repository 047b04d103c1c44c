import { logSaga } from '../shared/logger.ts';
import { type AdvancedState, advance, type OrderPorts } from './advance.ts';
import { openOrder } from './order.ts';

/**
 * The decision for a correlation id under which services hold something and checkout holds nothing: an order that is
 * rolled back from its start. Its empty request hash matches no request, so a later checkout with that id is a conflict.
 */
export async function openRolledBack(correlationId: string, ports: OrderPorts): Promise<AdvancedState> {
  const nothing = { customerId: '', lines: [], totalCents: 0, method: 'invoice', requestHash: '' } as const;
  const order = openOrder({ correlationId, ...nothing }, 'ROLLING_BACK', ports.clock.now());
  const { standing } = await ports.store.open(order);
  if (standing !== undefined) return advance(correlationId, [{ kind: 'rollbackAsked' }], ports);
  logSaga(ports.log, 'checkout', correlationId, order.state);
  return order.state;
}
