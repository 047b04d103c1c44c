import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { ok, type Routes, route } from '../shared/http.ts';
import type { Outbox } from '../shared/outbox.ts';
import { conflict, notFound } from '../shared/problem.ts';
import { text } from '../shared/request.ts';
import { paymentEvent } from './event.ts';
import type { PaymentStore } from './ports.ts';

const ByCorrelationId = z.object({ path: z.object({ id: text }) });

export function paymentRoutes(store: PaymentStore, events: Outbox, clock: Clock): Routes {
  return {
    'GET /payments/{id}': route(ByCorrelationId, async ({ path: { id } }) => {
      const payment = await store.find(id);
      if (payment === undefined) throw notFound('payment', id);
      return ok(payment);
    }),
    /** Refunds a captured payment. Repeating it returns the same answer. */
    'POST /payments/{id}/refunds': route(ByCorrelationId, async ({ path: { id } }) => {
      const move = { correlationId: id, from: 'CAPTURED', to: 'REFUNDED', entry: 'REFUND', now: clock.now() } as const;
      const payment = (await store.move(move)) ?? (await store.find(id));
      if (payment === undefined) throw notFound('payment', id);
      if (payment.state !== 'REFUNDED')
        throw conflict(`Payment ${id} is ${payment.state}; only a CAPTURED payment can be refunded.`);
      await events.publish(paymentEvent(id, payment.state));
      return ok(payment);
    }),
  };
}
