/** Reads an order, applies events to it and writes it, and tries again if a concurrent writer was faster. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../shared/clock.ts';
import { ContentionError } from '../shared/errors.ts';
import type { Count } from '../shared/metrics.ts';
import { functionTracer } from '../shared/tracing/function-tracer.ts';
import { logSaga } from '../shared/log-saga.ts';
import type { Log } from '../shared/logger.ts';
import { apply, type Order, type OrderEvent, type OrderState } from './order.ts';
import type { OrderStore } from './store.ts';

export interface OrderPorts {
  readonly store: OrderStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: Count;
}

const ATTEMPTS = 10;
/** Longest real wait, in milliseconds, per attempt lost to another writer. */
const BACKOFF_MS = 5;

/** The order's state afterwards; UNKNOWN if there is no such order. */
export type AdvancedState = OrderState | 'UNKNOWN';

export async function advance(
  correlationId: string,
  events: readonly OrderEvent[],
  ports: OrderPorts,
): Promise<AdvancedState> {
  let order = await ports.store.find(correlationId);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (order === undefined) return 'UNKNOWN';
    const next = events.reduce((current, event) => applied(current, event, ports.clock.now()), order);
    if (next === order) {
      // Whoever wrote this state may have ended before its spans were sent.
      functionTracer().reached(order.state);
      return order.state;
    }
    const { existing } = await ports.store.advance(next);
    if (existing === undefined) {
      report(order, next, ports);
      return next.state;
    }
    order = existing;
    await sleep(Math.random() * BACKOFF_MS * attempt);
  }
  throw new ContentionError(`order ${correlationId}`, ATTEMPTS);
}

function applied(order: Order, event: OrderEvent, now: Date): Order {
  const result = apply(order, event, now);
  return 'order' in result ? result.order : order;
}

/** Logs every state that the order entered with this write, and counts a rollback. */
function report(before: Order, after: Order, { log, count }: OrderPorts): void {
  const reached = after.trace.slice(before.trace.length).filter(({ service }) => service === 'checkout');
  for (const { state } of reached) logSaga(log, 'checkout', after.correlationId, state);
  if (before.state === 'PENDING' && after.state !== 'PENDING' && after.state !== 'COMMITTING') count('Rollbacks');
}
